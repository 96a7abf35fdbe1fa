/** Coarse outlines of stickers, written as a source file: placing stickers must not need the atlas. */
import { format, resolveConfig } from 'prettier';

/** Cells along each side of an outline. */
const CELLS = 16;

/** A sticker's outline, row by row: one hexadecimal digit for four cells, a bit set where the sticker covers half. */
export function outlineOf(rgba: Uint8Array, size: number): string {
  const step = size / CELLS;
  let digits = '';
  for (let cell = 0; cell < CELLS * CELLS; cell += 4) {
    let digit = 0;
    for (let bit = 0; bit < 4; bit++) {
      const row = Math.floor((cell + bit) / CELLS);
      const col = (cell + bit) % CELLS;
      let covered = 0;
      for (let y = row * step; y < (row + 1) * step; y++)
        for (let x = col * step; x < (col + 1) * step; x++)
          if (rgba[(y * size + x) * 4 + 3]! > 127) covered++;
      digit = digit * 2 + (covered * 2 >= step * step ? 1 : 0);
    }
    digits += digit.toString(16);
  }
  return digits;
}

/** Source text of `src/scene/silhouettes.ts`. */
export async function silhouettesModule(outlines: ReadonlyMap<string, string>): Promise<string> {
  const rows = [...outlines].map(([kind, digits]) => `  ${kind}: '${digits}',`).join('\n');
  const text = `/** Made by scripts/atlas.ts; do not edit. Outline of each class, ${CELLS}×${CELLS} cells, row by row, four cells a digit. */
export const SILHOUETTE_CELLS = ${CELLS};

export const SILHOUETTES: Readonly<Record<string, string>> = {
${rows}
};
`;
  const options = await resolveConfig(new URL(import.meta.url));
  return format(text, { ...options, parser: 'typescript' });
}
