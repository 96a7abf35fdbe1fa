/** Made-up attention blocks of a text and an image stream, for tests. */
import { streamOf, withVersions, type BlockPlace, type Grid, type Stream } from '../../anatomy';
import { prng, type Prng } from '../prng';
import type { Block, Importance, ImportancePair } from '../types';

const ENDS = {
  'vision.self': ['image', 'image'],
  'text.self': ['text', 'text'],
  'mapper.text_to_image': ['text', 'image'],
  'mapper.image_to_text': ['image', 'text'],
  'mapper.text.self': ['text', 'text'],
  'mapper.image.self': ['image', 'image'],
} as const;

export type Kind = keyof typeof ENDS;

/** A block before its versions are known; blocks of one `together` read the state before the first of them. */
export type LooseBlock = Omit<Block, 'queryVersion' | 'keyVersion'> & Pick<BlockPlace, 'together'>;

/** Blocks that run one after another. */
export const inOrder = (blocks: readonly LooseBlock[]): Block[] => withVersions(blocks);

/** An image stream (class token, then patches) and a text stream of words. */
export function twoStreams({ text, image, grid }: { text: number; image: number; grid?: Grid }): Stream[] {
  const patches = image - 1;
  return [
    streamOf('image', [
      { kind: 'special', count: 1, label: 'class token' },
      { kind: 'patches', count: patches, grid: grid ?? { rows: 1, cols: patches }, label: 'patches' },
    ]),
    streamOf('text', [{ kind: 'words', count: text, label: 'words' }]),
  ];
}

type More = Partial<Pick<Block, 'attention' | 'gradcam'>> & { output?: number[]; residual?: number[] };

/** A block with the given Ā; both importances 1 everywhere unless given. A tower's depth is its layer. */
export function makeBlock(
  kind: Kind,
  place: { layer: number; together?: string },
  abar: number[][],
  { output, residual, ...maps }: More = {},
): LooseBlock {
  const [query, key] = ENDS[kind];
  const rows = abar.length;
  const ones = Array<number>(rows).fill(1);
  const pair: ImportancePair = {
    output: Float64Array.from(output ?? ones),
    residual: Float64Array.from(residual ?? ones),
  };
  return {
    kind,
    section: kind,
    heads: 1,
    query,
    key,
    depth: kind.startsWith('mapper') ? null : place.layer,
    ...place,
    rows,
    cols: abar[0]!.length,
    abar: Float64Array.from(abar.flat()),
    attention: Float64Array.from(abar.flat()),
    ...maps,
    importance: { norm: pair, 'norm-ln': pair, gradient: pair, mixing: pair },
  };
}

export interface ModelShape {
  text: number;
  image: number;
  visionLayers: number;
  textLayers: number;
  /** One entry a mapper layer: which cross directions it has, and whether self-attention follows. */
  mapper: readonly { cross: 'both' | 'text' | 'image' | 'apart' | 'none'; self: boolean }[];
}

/** A model's blocks in forward order with random values: some rows of Ā all zero, some importances zero. */
export const randomModel = (shape: ModelShape, seed: number): Block[] => inOrder(looseModel(shape, seed));

/** The same before versions are known. */
export function looseModel(shape: ModelShape, seed: number): LooseBlock[] {
  const random = prng(seed);
  const blocks: LooseBlock[] = [];
  const size = { text: shape.text, image: shape.image };
  const push = (kind: Kind, layer: number, together?: string): void => {
    const [query, key] = ENDS[kind];
    const place = { layer, ...(together === undefined ? {} : { together }) };
    blocks.push(randomBlock(kind, place, size[query], size[key], random));
  };
  for (let layer = 0; layer < shape.visionLayers; layer++) push('vision.self', layer);
  for (let layer = 0; layer < shape.textLayers; layer++) push('text.self', layer);
  shape.mapper.forEach(({ cross, self }, layer) => {
    const shared = `mapper ${layer}`;
    if (cross !== 'image' && cross !== 'none') push('mapper.text_to_image', layer, shared);
    if (cross === 'both') push('mapper.image_to_text', layer, shared);
    if (cross === 'image' || cross === 'apart') push('mapper.image_to_text', layer);
    if (!self) return;
    push('mapper.text.self', layer);
    push('mapper.image.self', layer);
  });
  return blocks;
}

function randomBlock(
  kind: Kind,
  place: { layer: number; together?: string },
  rows: number,
  cols: number,
  random: Prng,
): LooseBlock {
  const scale = 10 ** (random.below(5) - 3);
  const silent = random.below(8) === 0;
  const abar: number[][] = [];
  const attention: number[][] = [];
  for (let i = 0; i < rows; i++) {
    const empty = silent || random.below(5) === 0;
    abar.push(
      Array.from({ length: cols }, () => (empty || random.below(3) === 0 ? 0 : random.next() * scale)),
    );
    attention.push(randomAttention(cols, random));
  }
  const draw = () => (random.below(6) === 0 ? 0 : random.next() * 4);
  return {
    ...makeBlock(kind, place, abar),
    attention: Float64Array.from(attention.flat()),
    gradcam: Float64Array.from(attention.flat(), (value) => value * random.next()),
    importance: randomImportances(rows, draw),
  };
}

/** A row that sums to 1. */
export function randomAttention(cols: number, random: Prng): number[] {
  const raw = Array.from({ length: cols }, () => random.next());
  const sum = raw.reduce((total, value) => total + value, 0);
  return raw.map((value) => value / sum);
}

/** Every importance, with numbers from `draw`. */
export function randomImportances(rows: number, draw: () => number): Record<Importance, ImportancePair> {
  const pair = (): ImportancePair => ({
    output: Float64Array.from({ length: rows }, draw),
    residual: Float64Array.from({ length: rows }, draw),
  });
  return { norm: pair(), 'norm-ln': pair(), gradient: pair(), mixing: pair() };
}
