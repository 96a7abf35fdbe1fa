/** Maps and patches in words, for readout and screen reader. */
import { regionShares, regionOf } from '../../src/image/regions';
import { percent } from '../../src/overlay/scale';
import type { ShownMaps } from '../views/useShownMaps';

/** “Most relevant: upper left, 41 %” of the relevance. */
export function describeMap({ grid, panels }: ShownMaps, index: 0 | 1): string {
  const { image, isZero } = panels[index];
  if (isZero) return 'No patch has any relevance for this answer.';
  const top = regionShares(grid, image)[0];
  if (!top) return '';
  return `Most relevant: ${top.region}, ${percent(top.share)}`;
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
