/** Maps and patches in words, for readout and screen reader. */
import { regionOf } from '../../src/image/regions';
import { percent } from '../../src/overlay/scale';
import type { PageImage } from '../image/pageImage';
import type { ShownMaps } from './shownMaps';

/** “on the red apple 23 %”: the sticker that most of a map lies on; undefined for photographs and differences. */
export function onTopObject({ grid, shown }: ShownMaps, values: ArrayLike<number>): string | undefined {
  const object = topObject(shown.image, grid, values);
  return object && `on the ${object.name} ${percent(object.share)}`;
}

/** The sticker that most of a map lies on, each patch shared among what covers it; none for photographs. */
function topObject(
  { scene, coverage }: PageImage,
  { rows, cols }: ShownMaps['grid'],
  values: ArrayLike<number>,
): { name: string; share: number } | undefined {
  if (!scene || !coverage) return undefined;
  const shares = coverage(rows, cols).map((covered) =>
    covered.reduce((sum, part, patch) => sum + part * (values[patch] ?? 0), 0),
  );
  const best = shares.indexOf(Math.max(...shares));
  const sticker = scene.stickers[best];
  if (!sticker || !(shares[best]! > 0)) return undefined;
  const name = sticker.colour === undefined ? sticker.kind : `${sticker.colour} ${sticker.kind}`;
  return { name, share: shares[best]! };
}

/** “Row 3, column 5, upper left. Weighted relevance 4.7 %, rank 1 of 144. Equal relevance …” */
export function describePatch({ grid, panels }: ShownMaps, patch: number): string {
  const row = Math.floor(patch / grid.cols) + 1;
  const col = (patch % grid.cols) + 1;
  const values = panels.map(
    ({ name, image, ranks }) =>
      `${name} ${percent(image[patch] ?? 0)}, rank ${ranks[patch]} of ${image.length}`,
  );
  return [`Row ${row}, column ${col}, ${regionOf(grid, patch)}`, ...values].join('. ');
}
