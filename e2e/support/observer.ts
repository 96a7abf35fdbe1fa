/** Looks at every frame of the page, so that what was on show only for a moment is seen too. */
import type { Page } from '@playwright/test';
import { questionBox } from './playground';

/** A new explanation coming on show. */
export interface Sighting {
  /** The question that it answers. */
  readonly answered: string;
  /** What stood in the box since the frame before. More than one when an edit fell between two frames. */
  readonly asked: readonly string[];
}

declare global {
  interface Window {
    sightings?: Sighting[];
  }
}

/** Starts to note every explanation that comes on show from now on. */
export async function watchExplanations(page: Page): Promise<void> {
  await questionBox(page).evaluate((box: HTMLTextAreaElement) => {
    const sightings: Sighting[] = [];
    window.sightings = sightings;
    let asked = [box.value];
    box.addEventListener('input', () => asked.push(box.value), { capture: true });
    let seen = window.whylight.last();
    const look = () => {
      const now = window.whylight.last();
      if (now && now !== seen) sightings.push({ answered: now.question, asked });
      seen = now;
      asked = [box.value];
      requestAnimationFrame(look);
    };
    look();
  });
}

/** What has come on show since `watchExplanations`. */
export const sightings = (page: Page): Promise<Sighting[]> => page.evaluate(() => window.sightings ?? []);
