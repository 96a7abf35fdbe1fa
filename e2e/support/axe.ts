/** An automated audit of what is on the page (axe). */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from '@playwright/test';
import type axe from 'axe-core';

// Evaluated, since the page's policy lets no script in by a tag.
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export async function addAxe(page: Page): Promise<void> {
  await page.evaluate(AXE);
}

/** Serious and critical findings, one line each with the place. */
export async function findings(page: Page): Promise<string[]> {
  const { violations } = await page.evaluate(async () => {
    const { axe: audit } = window as unknown as { axe: typeof axe };
    return audit.run(document, { resultTypes: ['violations'] });
  });
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id} ${target.join(' ')} ${failureSummary ?? ''}`),
    );
}
