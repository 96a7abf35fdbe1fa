/** When, in a replay, a map comes together. */
import type { ReplaySteps } from '../../workers/protocol';

/** Blocks `from` … `to`, both included, from 0. */
export interface Run {
  readonly from: number;
  readonly to: number;
}

/**
 * The shortest run of blocks in which more than half of a map comes together (the first of several). What a block brings
 * is how far picture and words move in it, each as a share of what it has in the end.
 * @returns undefined where the map is there from the first block on, or never
 */
export function mostIn({ image, text }: ReplaySteps): Run | undefined {
  const ofImage = movesOf(image);
  const ofText = movesOf(text);
  const moves = Array.from(
    { length: Math.max(ofImage.length, ofText.length) },
    (_, block) => (ofImage[block] ?? 0) + (ofText[block] ?? 0),
  );
  if (!moves.slice(1).some((move) => move > 0)) return undefined;
  const half = moves.reduce((sum, move) => sum + move, 0) / 2;
  let best: Run | undefined;
  let [from, within] = [0, 0];
  moves.forEach((move, to) => {
    within += move;
    while (within - moves[from]! > half) within -= moves[from++]!;
    if (within > half && (!best || to - from < best.to - best.from)) best = { from, to };
  });
  return best;
}

/** “Most of it comes together in blocks 8 to 11.” of all maps, or of each by its name; undefined where none has such a run. */
export function growthSentence(
  maps: readonly { readonly name: string; readonly run: Run | undefined }[],
): string | undefined {
  const runs = new Set(maps.map(({ run }) => run && blocksOf(run)));
  const [only] = runs;
  if (runs.size === 1 && only !== undefined) return `Most of it comes together in ${only}.`;
  const each = maps.flatMap(({ name, run }) => (run ? [[name, blocksOf(run)] as const] : []));
  const [first, ...others] = each;
  if (!first) return undefined;
  const rest = others.map(([name, blocks]) => `, ${name} in ${blocks}`);
  return `${first[0]} comes together mostly in ${first[1]}${rest.join('')}.`;
}

const blocksOf = ({ from, to }: Run): string =>
  from === to ? `block ${from + 1}` : `blocks ${from + 1} to ${to + 1}`;

/** How far a map moves in each block, as a share of its last state; all 0 where that is empty. */
function movesOf(steps: readonly Float32Array[]): number[] {
  const last = steps.at(-1)?.reduce((sum, value) => sum + Math.abs(value), 0) ?? 0;
  return steps.map((step, block) => {
    if (last === 0) return 0;
    const before = steps[block - 1];
    return step.reduce((sum, value, i) => sum + Math.abs(value - (before?.[i] ?? 0)), 0) / last;
  });
}
