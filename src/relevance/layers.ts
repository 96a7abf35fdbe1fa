import { MethodError } from './errors';
import type { Block, Stream } from './types';

/** Number of tokens of each stream; `image` counts the CLS token, `grid` the patches (square when left out). */
export interface Sizes {
  readonly text: number;
  readonly image: number;
  readonly grid?: { readonly rows: number; readonly cols: number };
}

/** A block with its place in the list of all blocks. */
export interface PlacedBlock {
  readonly block: Block;
  readonly index: number;
}

/** What is applied at once: one self- or cross-attention block, or the two directions of a co-attention layer. */
export type Layer = readonly PlacedBlock[];

export function otherStream(stream: Stream): Stream {
  return stream === 'text' ? 'image' : 'text';
}

/**
 * Blocks in the order in which they are applied, those of a co-attention layer together. Tower blocks
 * (`vision.self`, `text.self`) below `startLayer` are left out; the mapper is always whole.
 *
 * @throws MethodError when a block does not fit `sizes`, or `startLayer` is no whole number from 0 on.
 */
export function toLayers(blocks: readonly Block[], sizes: Sizes, startLayer: number): Layer[] {
  if (!Number.isInteger(startLayer) || startLayer < 0) {
    throw new MethodError(`The start layer is ${startLayer}; it must be a whole number from 0 on.`);
  }
  const layers: PlacedBlock[][] = [];
  blocks.forEach((block, index) => {
    checkBlock(block, sizes);
    const inTower = block.kind === 'vision.self' || block.kind === 'text.self';
    if (inTower && block.layer < startLayer) return;
    const last = layers.at(-1);
    if (last !== undefined && last[0]!.block.group === block.group) last.push({ block, index });
    else layers.push([{ block, index }]);
  });
  for (const layer of layers) checkLayer(layer);
  return layers;
}

function checkBlock(block: Block, sizes: Sizes): void {
  const { rows, cols, abar, attention } = block;
  if (rows !== sizes[block.query] || cols !== sizes[block.key]) {
    throw new MethodError(
      `Block ${block.kind} ${block.layer} is ${rows} × ${cols}; its streams have ${sizes[block.query]} and ` +
        `${sizes[block.key]} tokens.`,
    );
  }
  if (abar.length !== rows * cols || attention.length !== rows * cols) {
    throw new MethodError(
      `Block ${block.kind} ${block.layer} has maps of ${abar.length} and ${attention.length} entries; ` +
        `expected ${rows} × ${cols}.`,
    );
  }
}

function checkLayer(layer: Layer): void {
  if (layer.length === 1) return;
  const [first, second] = layer;
  const isPair = layer.length === 2 && first!.block.query === second!.block.key;
  if (!isPair || first!.block.query === first!.block.key || second!.block.query === second!.block.key) {
    const names = layer.map(({ block }) => `${block.kind} ${block.layer}`).join(', ');
    throw new MethodError(
      `Blocks ${names} share group ${first!.block.group}; only the two directions of one co-attention layer may.`,
    );
  }
}
