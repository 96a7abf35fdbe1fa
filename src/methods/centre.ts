import { lengthOf, type Part, type Stream } from '../anatomy';
import { CITATIONS } from './citations';
import { method } from './method';

/** Standard deviation of the Gaussian, in lengths of the image's side (or of the text). */
const SPREAD = 0.25;

/** Height at the middle of cell n of `count`, 1 at the centre. */
function bell(n: number, count: number): number {
  const distance = ((n + 0.5) / count - 0.5) / SPREAD;
  return Math.exp((-distance * distance) / 2);
}

/** Over the patches of a grid; the stream's other tokens get nothing. */
function overGrid(map: Float64Array, { from, grid }: Part): void {
  const { rows, cols } = grid!;
  for (let row = 0; row < rows; row++)
    for (let col = 0; col < cols; col++) map[from + row * cols + col] = bell(row, rows) * bell(col, cols);
}

function mapOf(stream: Stream): Float64Array {
  const map = new Float64Array(lengthOf(stream));
  const patches = stream.parts.filter(({ grid }) => grid !== undefined);
  if (patches.length === 0) return map.map((_, n) => bell(n, map.length));
  for (const part of stream.parts) {
    if (part.grid) overGrid(map, part);
    else if (part.kind === 'words')
      for (let n = part.from; n < part.to; n++) map[n] = bell(n - part.from, part.to - part.from);
  }
  return map;
}

/**
 * A fixed Gaussian at the centre of the image (and of the text): people and data sets put things in the middle, so a
 * method must beat this too before it has shown anything (the centre bias of saliency research, Judd et al. 2009).
 */
export const centre = method({
  id: 'centre',
  link: 11,
  title: 'Centre',
  sentence:
    'A fixed bump in the middle of the image and of the question: beating it shows more than centre bias.',
  citation: CITATIONS.judd2009learning,
  cost: 'none',
  needs: [],
  usesStartLayer: false,
  seeded: false,
  page: {
    group: 'Controls',
    place: 2,
    help: 'A fixed blob in the middle of the picture. Objects tend to stand there, so it is harder to beat than it looks.',
  },
  compute: {
    kind: 'evidence',
    maps: ({ streams }) => Object.fromEntries(streams.map((stream) => [stream.id, mapOf(stream)])),
  },
});
