/** Inputs for files of which nothing is told: ids, ones for masks, positions in order, seeded normal numbers. */
import { sizeOf } from '../../tensor/tensor';
import { isCache } from '../inputs';
import type { ForeignInput, ForeignModel } from '../read/foreign';
import type { Feed } from './numbers';
import { seededNumbers } from './seeded';

export interface Lengths {
  /** By the names that the file gives them; `*` for every other. */
  readonly [name: string]: number;
}

/** @param vocabulary ids are below it */
export function sampleFeeds(
  { graph }: ForeignModel,
  lengths: Lengths,
  vocabulary = 16,
  shapes: Readonly<Record<string, readonly number[]>> = {},
): Record<string, Feed> {
  const { normal, uniform } = seededNumbers(7);
  return Object.fromEntries(
    graph.inputs.map((input): [string, Feed] => {
      const shape = shapes[input.name] ?? shapeOf(input, lengths);
      const dtype = input.dtype!;
      const data = Float64Array.from({ length: sizeOf(shape) }, (_, i) => {
        if (/mask/.test(input.name)) return 1;
        if (/position/.test(input.name)) return i % shape.at(-1)!;
        if (/type|segment|use_cache/.test(input.name)) return 0;
        return dtype.startsWith('float') ? normal() : Math.floor(uniform() * vocabulary);
      });
      return [input.name, { dtype, shape, data }];
    }),
  );
}

function shapeOf(input: ForeignInput, lengths: Lengths): number[] {
  return input.shape!.map((dim, axis) => {
    if (typeof dim === 'number') return dim;
    if (lengths[dim] !== undefined) return lengths[dim];
    if (isCache(input)) return axis === (input.shape!.length === 5 ? 1 : 0) ? 1 : 0;
    return lengths['*'] ?? 1;
  });
}
