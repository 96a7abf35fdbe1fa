/** The two ends of what people hold: each feature is driven on both. */
import type { Page } from '@playwright/test';
import { expect, test } from '../support/test';

export const SIZES = {
  desktop: { viewport: { width: 1440, height: 900 } },
  phone: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
} as const;

/** Declares what `body` declares once for each size. */
export function onBothSizes(body: (size: keyof typeof SIZES) => void): void {
  for (const size of ['desktop', 'phone'] as const)
    test.describe(size, () => {
      test.use(SIZES[size]);
      body(size);
    });
}

/** Opens a tab of the inspector, which is a sheet on a phone. */
export async function inspect(page: Page, tab: 'Understand' | 'Test' | 'Truth'): Promise<void> {
  const sheets = page.getByRole('region', { name: 'Question and sheets' });
  const isSheetOpen = await page.getByRole('dialog', { name: 'Inspector' }).isVisible();
  if (!isSheetOpen && (await sheets.isVisible())) await sheets.getByRole('button', { name: tab }).click();
  await page.getByRole('tab', { name: tab }).click();
  await expect(page.getByRole('tab', { name: tab })).toHaveAttribute('aria-selected', 'true');
}

/** Closes the inspector where it lies over the page. */
export async function closeInspector(page: Page): Promise<void> {
  const sheet = page.getByRole('dialog', { name: 'Inspector' });
  if (!(await sheet.isVisible())) return;
  await page.keyboard.press('Escape');
  await expect(sheet).toBeHidden();
}

/** Opens how maps are drawn: a menu, or a phone's sheet. */
export async function openView(page: Page): Promise<void> {
  if (!(await page.getByRole('dialog', { name: 'View' }).isVisible()))
    await page.getByRole('button', { name: 'View', exact: true }).click();
  await expect(page.getByRole('radio', { name: 'Smooth' })).toBeVisible();
}

/** Closes what `openView` opened. */
export async function closeView(page: Page): Promise<void> {
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog', { name: 'View' })).toBeHidden();
}

/** Chooses from one of the page's pickers. */
export async function pick(page: Page, label: string | RegExp, option: string | RegExp): Promise<void> {
  await page.getByRole('button', { name: label }).first().click();
  await page.getByRole('option', { name: option }).first().click();
}
