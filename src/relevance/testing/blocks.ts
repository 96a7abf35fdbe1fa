/** Made-up attention blocks for tests. */
import { prng, type Prng } from '../prng';
import type { Block, BlockKind, Importance, ImportancePair, Stream } from '../types';

const STREAMS: Record<BlockKind, [Stream, Stream]> = {
  'vision.self': ['image', 'image'],
  'text.self': ['text', 'text'],
  'mapper.text_to_image': ['text', 'image'],
  'mapper.image_to_text': ['image', 'text'],
  'mapper.text.self': ['text', 'text'],
  'mapper.image.self': ['image', 'image'],
};

/** A block with the given Ā; both importances 1 everywhere unless given. */
export function makeBlock(
  kind: BlockKind,
  place: { layer: number; group: number },
  abar: number[][],
  more: Partial<Pick<Block, 'attention' | 'gradcam'>> & { output?: number[]; residual?: number[] } = {},
): Block {
  const [query, key] = STREAMS[kind];
  const rows = abar.length;
  const pair: ImportancePair = {
    output: Float64Array.from(more.output ?? Array<number>(rows).fill(1)),
    residual: Float64Array.from(more.residual ?? Array<number>(rows).fill(1)),
  };
  return {
    kind,
    query,
    key,
    ...place,
    rows,
    cols: abar[0]!.length,
    abar: Float64Array.from(abar.flat()),
    attention: more.attention ?? Float64Array.from(abar.flat()),
    ...(more.gradcam === undefined ? {} : { gradcam: more.gradcam }),
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
export function randomModel(shape: ModelShape, seed: number): Block[] {
  const random = prng(seed);
  const blocks: Block[] = [];
  let group = 0;
  const size = { text: shape.text, image: shape.image };
  const push = (kind: BlockKind, layer: number, ofGroup = group++): void => {
    const [query, key] = STREAMS[kind];
    blocks.push(randomBlock(kind, { layer, group: ofGroup }, size[query], size[key], random));
  };
  for (let layer = 0; layer < shape.visionLayers; layer++) push('vision.self', layer);
  for (let layer = 0; layer < shape.textLayers; layer++) push('text.self', layer);
  shape.mapper.forEach(({ cross, self }, layer) => {
    const shared = group++;
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
  kind: BlockKind,
  place: { layer: number; group: number },
  rows: number,
  cols: number,
  random: Prng,
): Block {
  const scale = 10 ** (random.below(5) - 3);
  const silent = random.below(8) === 0;
  const abar: number[][] = [];
  const attention: number[][] = [];
  for (let i = 0; i < rows; i++) {
    const empty = silent || random.below(5) === 0;
    abar.push(
      Array.from({ length: cols }, () => (empty || random.below(3) === 0 ? 0 : random.next() * scale)),
    );
    const raw = Array.from({ length: cols }, () => random.next());
    const sum = raw.reduce((total, value) => total + value, 0);
    attention.push(raw.map((value) => value / sum));
  }
  const importances = ['norm', 'norm-ln', 'gradient', 'mixing'] as const;
  const pair = (): ImportancePair => {
    const draw = () => (random.below(6) === 0 ? 0 : random.next() * 4);
    return {
      output: Float64Array.from({ length: rows }, draw),
      residual: Float64Array.from({ length: rows }, draw),
    };
  };
  return {
    ...makeBlock(kind, place, abar),
    attention: Float64Array.from(attention.flat()),
    gradcam: Float64Array.from(attention.flat(), (value) => value * random.next()),
    importance: Object.fromEntries(importances.map((name) => [name, pair()])) as Record<
      Importance,
      ImportancePair
    >,
  };
}
