/** What is pressed with a thumb, and how large it is. */
import type { Page } from '@playwright/test';

interface Least {
  readonly width: number;
  readonly height: number;
}

const THUMB: Least = { width: 44, height: 44 };
/** Words of a sentence stand close to each other, and may be missed by one. */
const WORD: Least = { width: 24, height: 32 };

/**
 * Targets below the size that they must have, one line each.
 * @param wordEntries beginnings of the names of those entries whose sets of data (`data-roving`) are words
 */
export function smallTargets(
  page: Page,
  wordEntries: readonly string[],
): Promise<{ count: number; small: string[] }> {
  return page.evaluate(
    ({ thumb, word, wordEntries: names }) => {
      const isWord = (element: Element): boolean => {
        const entry = element.closest('[data-entry]')?.getAttribute('data-entry') ?? '';
        return (
          element.closest('[data-roving]') !== null && names.some((name) => entry.startsWith(`${name}/`))
        );
      };
      /** Texts for those who listen lie in a box of one pixel; React Aria's own lists are kept from everybody. */
      const isHidden = (element: Element): boolean => {
        for (let at: Element | null = element; at; at = at.parentElement)
          if (
            at.getAttribute('aria-hidden') === 'true' ||
            (at.clientWidth <= 1 && getComputedStyle(at).position === 'absolute')
          )
            return true;
        return false;
      };
      const all = [
        ...document.querySelectorAll<HTMLElement>(
          'a[href], button, input, select, textarea, summary, [role="button"], [role="slider"], [tabindex="0"], [data-roving] [tabindex]',
        ),
      ].filter((element) => {
        const { width, height } = element.getBoundingClientRect();
        return (
          width > 1 &&
          height > 1 &&
          element.checkVisibility({ visibilityProperty: true }) &&
          !isHidden(element)
        );
      });
      const small = all.flatMap((element) => {
        const { width, height } = element.getBoundingClientRect();
        const least = isWord(element) ? word : thumb;
        // Half a pixel is rounding.
        if (width > least.width - 0.5 && height > least.height - 0.5) return [];
        const name = element.getAttribute('aria-label') ?? element.textContent ?? '';
        return [`${Math.round(width)} × ${Math.round(height)} ${element.className} “${name.slice(0, 30)}”`];
      });
      return { count: all.length, small };
    },
    { thumb: THUMB, word: WORD, wordEntries },
  );
}
