/** How much of each sticker is seen, from coarse outlines: good enough to place stickers, and needs no atlas. */
import { SILHOUETTE_CELLS, SILHOUETTES } from './silhouettes';
import type { Sticker } from './spec';
import { cosSin } from './trig';

const CELLS = SILHOUETTE_CELLS;

/** Outline of a class as one byte per cell. */
function cellsOf(kind: string): Uint8Array {
  const digits = SILHOUETTES[kind];
  if (digits === undefined) throw new RangeError(`There is no outline for the sticker class "${kind}".`);
  const cells = new Uint8Array(CELLS * CELLS);
  for (let i = 0; i < cells.length; i++) cells[i] = (parseInt(digits[i >> 2]!, 16) >> (3 - (i & 3))) & 1;
  return cells;
}

const OUTLINES: ReadonlyMap<string, Uint8Array> = new Map(
  Object.keys(SILHOUETTES).map((kind) => [kind, cellsOf(kind)]),
);

/** True when the sticker's outline covers the point (x, y), in shares of the picture. */
function covers(
  sticker: Sticker,
  outline: Uint8Array,
  cos: number,
  sin: number,
  x: number,
  y: number,
): boolean {
  const dx = (x - sticker.x) / sticker.size;
  const dy = (y - sticker.y) / sticker.size;
  const across = cos * dx + sin * dy;
  const u = (sticker.flip ? -across : across) + 0.5;
  const v = cos * dy - sin * dx + 0.5;
  if (u < 0 || v < 0 || u >= 1 || v >= 1) return false;
  return outline[Math.floor(v * CELLS) * CELLS + Math.floor(u * CELLS)] === 1;
}

/** Whether two stickers' bounding circles meet: if not, neither hides anything of the other. */
function mayMeet(a: Sticker, b: Sticker): boolean {
  const dx = a.x - b.x;
  const dy = a.y - b.y;
  const reach = (a.size + b.size) * 0.71;
  return dx * dx + dy * dy < reach * reach;
}

/**
 * Visible share of each sticker's outline, 0…1: inside the picture and not under a later sticker. Agrees with the
 * renderer to about 0.1, the outlines being 16 cells wide.
 */
export function visibleShares(stickers: readonly Sticker[]): number[] {
  return stickers.map((sticker, index) => {
    const outline = OUTLINES.get(sticker.kind)!;
    const [cos, sin] = cosSin(sticker.rotation);
    const above = stickers
      .slice(index + 1)
      .filter((other) => mayMeet(sticker, other))
      .map((other) => ({ other, outline: OUTLINES.get(other.kind)!, turn: cosSin(other.rotation) }));
    let total = 0;
    let seen = 0;
    for (let cell = 0; cell < CELLS * CELLS; cell++) {
      if (outline[cell] === 0) continue;
      total++;
      const u = ((cell % CELLS) + 0.5) / CELLS - 0.5;
      const b = (Math.floor(cell / CELLS) + 0.5) / CELLS - 0.5;
      const a = sticker.flip ? -u : u;
      const x = sticker.x + (cos * a - sin * b) * sticker.size;
      const y = sticker.y + (sin * a + cos * b) * sticker.size;
      if (x < 0 || y < 0 || x >= 1 || y >= 1) continue;
      if (!above.some((top) => covers(top.other, top.outline, top.turn[0], top.turn[1], x, y))) seen++;
    }
    return seen / total;
  });
}
