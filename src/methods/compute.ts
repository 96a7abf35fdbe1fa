/** Maps of methods from what a model's attention blocks left behind. */
import { blockName, lastVersion, type ReadOut } from '../anatomy';
import { accumulate } from '../relevance/accumulate';
import { MethodError } from '../relevance/errors';
import { accumulatedMaps } from '../relevance/maps';
import type { AccumulationRule } from '../relevance/rule';
import type { Block, Relevance, StreamMaps } from '../relevance/types';
import type { Evidence, MethodOptions } from './method';
import { methodById } from './registry';

/** Whether a method runs the model again instead of reading its attention. @throws MethodError for an unknown one */
export const isProbe = (id: string): boolean => methodById(id).compute.kind === 'probe';

/**
 * The accumulation rule of a method, or null when it does not accumulate relevance.
 *
 * @throws MethodError for an unknown method or importance, or when an importance is needed and missing.
 */
export function ruleOf(options: MethodOptions): AccumulationRule | null {
  const { compute } = methodById(options.id);
  return compute.kind === 'accumulation' ? compute.rule(options) : null;
}

/**
 * Maps of several attention methods, in the order asked. Accumulation methods with the same start layer share one walk
 * over the blocks, which is much cheaper than one after the other; the numbers are the same to the bit.
 *
 * @throws MethodError for an unknown method, a missing or unknown importance, a start layer out of range, blocks that do
 *   not fit the streams, values that are not finite, or a method that is not computed from attention blocks.
 */
export function attentionMaps(evidence: Evidence, methods: readonly MethodOptions[]): StreamMaps[] {
  checkReadOuts(evidence);
  const maps = new Array<StreamMaps | undefined>(methods.length);
  const batches = new Map<string, { places: number[]; rules: AccumulationRule[]; startLayer: number }>();
  methods.forEach((options, place) => {
    const { id, needs, compute } = methodById(options.id);
    switch (compute.kind) {
      case 'probe':
        throw new MethodError(
          `Method ${id} needs ${needs.join(' and ')}, so it cannot be computed from attention blocks alone.`,
        );
      case 'evidence':
        maps[place] = compute.maps(evidence, options);
        return;
      case 'accumulation': {
        const rule = compute.rule(options);
        const { startLayer = 0 } = options;
        const key = `${rule.normalise} ${rule.selfTerm} ${startLayer}`;
        const batch = batches.get(key) ?? { places: [], rules: [], startLayer };
        batches.set(key, batch);
        batch.places.push(place);
        batch.rules.push(rule);
      }
    }
  });
  const { blocks, streams, readOuts } = evidence;
  for (const { places, rules, startLayer } of batches.values()) {
    const found = accumulatedMaps(blocks, streams, readOuts, rules, startLayer);
    places.forEach((place, n) => (maps[place] = found[n]!));
  }
  return maps.map((found, n) => {
    checkFinite(found!, methods[n]!, blocks);
    return found!;
  });
}

/**
 * Full relevance matrices of an accumulation method, for dumps and checks.
 *
 * @throws MethodError when the method has none.
 */
export function relevanceOf({ blocks, streams }: Evidence, options: MethodOptions): Relevance {
  const rule = ruleOf(options);
  if (rule === null)
    throw new MethodError(`Method ${options.id} has no relevance matrices; its maps are all there is.`);
  return accumulate(blocks, streams, rule, options.startLayer ?? 0);
}

/**
 * Maps of one method after each block, as if the model ended there: for a layer replay. Streams that the target's stream
 * has not met yet are zero. Methods that read the last block only give their final maps throughout.
 */
export function replayOf(evidence: Evidence, options: MethodOptions): StreamMaps[] {
  const { blocks } = evidence;
  const grows = ruleOf(options) !== null;
  const whole = grows ? null : attentionMaps(evidence, [options])[0]!;
  return blocks.map((_, n) => whole ?? attentionMaps(cutAfter(evidence, n + 1), [options])[0]!);
}

/** What there is after the first `count` blocks. */
function cutAfter({ blocks, streams, readOuts }: Evidence, count: number): Evidence {
  const cut = (readOut: ReadOut): ReadOut => ({
    ...readOut,
    version: Math.min(readOut.version, lastVersion(blocks, readOut.stream, count)),
  });
  return { streams, blocks: blocks.slice(0, count), readOuts: readOuts.map(cut) };
}

function checkReadOuts({ streams, blocks, readOuts }: Evidence): void {
  if (readOuts.length === 0)
    throw new MethodError('The target reads no stream, so there is no relevance to show.');
  for (const { stream, version, weights } of readOuts) {
    const tokens = streams.find(({ id }) => id === stream)?.parts.at(-1)?.to;
    if (tokens !== weights.length || !weights.every((weight) => weight >= 0))
      throw new MethodError(
        `Relevance is to be read at ${weights.length} tokens of stream ${stream}, which has ${tokens ?? 'no tokens'}; expected a weight of 0 or more for each.`,
      );
    if (version >= 0 && blocks[version]?.query !== stream)
      throw new MethodError(
        `Relevance is to be read at state ${version} of stream ${stream}, which no block makes.`,
      );
  }
}

/** Looks for the culprit only when a map is broken, so that sound maps pay nothing. */
function checkFinite(maps: StreamMaps, options: MethodOptions, blocks: readonly Block[]): void {
  if (Object.values(maps).every(isFinite)) return;
  const broken = blocks.find(({ abar, attention }) => ![...abar, ...attention].every(Number.isFinite));
  const cause =
    broken === undefined
      ? 'relevance grew beyond what numbers hold; start at a later layer'
      : `block ${blockName(broken)} holds values that are not finite numbers; the model's run is broken`;
  throw new MethodError(`Method ${options.id} gave a map that is not finite: ${cause}.`);
}

function isFinite(values: Float64Array): boolean {
  for (let n = 0; n < values.length; n++) if (!Number.isFinite(values[n])) return false;
  return true;
}
