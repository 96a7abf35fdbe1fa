import { accumulate } from './accumulate';
import { MethodError } from './errors';
import { toLayers, type Sizes } from './layers';
import type { Maps } from './maps';
import { centreMaps } from '../methods/centre';
import { gradEclipMaps } from '../methods/grad-eclip';
import { gradcamMaps } from '../methods/gradcam';
import { randomMaps } from '../methods/random';
import { rawMaps } from '../methods/raw';
import { rolloutMaps } from '../methods/rollout';
import { readRows, type Rows } from './readout';
import { methodById } from '../methods/registry';
import type { AccumulationRule } from './rule';
import { ruleOf, type MethodOptions } from '../methods/rules';
import { crossLayers, toProgram } from './steps';
import type { Block, ReadOut, Relevance } from './types';

/** `image`: one value a patch (CLS dropped); `text`: one value a token, special tokens included. Not normalised. */
export type ExplainedMaps = Maps;

/**
 * Reading a row by vectors doubles in cost with every co-attention layer; from this many on, full matrices are cheaper.
 */
const MOST_CROSS_LAYERS_BY_VECTORS = 6;

/**
 * Image and text maps of one attention method.
 *
 * @throws MethodError for an unknown method, a missing or unknown importance, a start layer out of range, blocks that do
 *   not fit `sizes`, values that are not finite, or a method that is not computed from attention blocks.
 */
export function explainMaps(
  blocks: readonly Block[],
  sizes: Sizes,
  readOut: ReadOut,
  options: MethodOptions,
): ExplainedMaps {
  return explainAll(blocks, sizes, readOut, [options])[0]!;
}

/**
 * Image and text maps of several attention methods, in the order asked. Accumulation methods with the same start layer
 * share one walk over the blocks, which is much cheaper than one after the other; the numbers are the same to the bit.
 */
export function explainAll(
  blocks: readonly Block[],
  sizes: Sizes,
  readOut: ReadOut,
  methods: readonly MethodOptions[],
): ExplainedMaps[] {
  checkReadOut(readOut, sizes);
  const maps = new Array<Maps | undefined>(methods.length);
  const batches = new Map<string, { places: number[]; rules: AccumulationRule[]; startLayer: number }>();
  methods.forEach((options, place) => {
    const rule = ruleOf(options);
    if (rule === null) {
      maps[place] = baselineMaps(blocks, sizes, readOut, options);
      return;
    }
    const startLayer = options.startLayer ?? 0;
    const key = `${rule.normalise} ${rule.selfTerm} ${startLayer}`;
    const batch = batches.get(key) ?? { places: [], rules: [], startLayer };
    batches.set(key, batch);
    batch.places.push(place);
    batch.rules.push(rule);
  });
  for (const { places, rules, startLayer } of batches.values()) {
    const found = accumulatedMaps(blocks, sizes, readOut, rules, startLayer);
    places.forEach((place, n) => (maps[place] = found[n]!));
  }
  return maps.map((found, n) => {
    checkFinite(found!, methods[n]!, blocks);
    return { image: found!.image.subarray(1), text: found!.text };
  });
}

/**
 * Full relevance matrices of an accumulation method, for dumps and checks.
 *
 * @throws MethodError when the method has none.
 */
export function relevanceOf(blocks: readonly Block[], sizes: Sizes, options: MethodOptions): Relevance {
  const rule = ruleOf(options);
  if (rule === null)
    throw new MethodError(`Method ${options.id} has no relevance matrices; its maps are all there is.`);
  return accumulate(blocks, sizes, rule, options.startLayer ?? 0);
}

/**
 * Maps of one method after each block (first index: block), as if the model ended there: for a layer replay. In `cross`
 * mode the image map is zero until text first attends to the image. Baselines that read the last block only give their
 * final maps throughout.
 */
export function replay(
  blocks: readonly Block[],
  sizes: Sizes,
  readOut: ReadOut,
  options: MethodOptions,
): { readonly image: Float64Array[]; readonly text: Float64Array[] } {
  const grows = ruleOf(options) !== null;
  const whole = grows ? null : explainMaps(blocks, sizes, readOut, options);
  const steps = blocks.map((_, n) => whole ?? explainMaps(blocks.slice(0, n + 1), sizes, readOut, options));
  return { image: steps.map(({ image }) => image), text: steps.map(({ text }) => text) };
}

function baselineMaps(
  blocks: readonly Block[],
  sizes: Sizes,
  readOut: ReadOut,
  options: MethodOptions,
): Maps {
  switch (options.id) {
    case 'raw':
      return rawMaps(blocks, readOut);
    case 'gradcam':
      return gradcamMaps(blocks, readOut);
    case 'grad-eclip':
      return gradEclipMaps(blocks, readOut);
    case 'rollout':
      return rolloutMaps(blocks, sizes, readOut, options.startLayer ?? 0);
    case 'random':
      return randomMaps(sizes, options.seed ?? 0);
    case 'centre':
      return centreMaps(sizes);
    default:
      throw new MethodError(
        `Method ${methodById(options.id).id} needs ${methodById(options.id).needs.join(' and ')}, so it cannot be computed from attention blocks alone.`,
      );
  }
}

function accumulatedMaps(
  blocks: readonly Block[],
  sizes: Sizes,
  readOut: ReadOut,
  rules: readonly AccumulationRule[],
  startLayer: number,
): Maps[] {
  if (crossLayers(toLayers(blocks, sizes, startLayer)) > MOST_CROSS_LAYERS_BY_VECTORS) {
    return rules.map((rule) => readMatrices(accumulate(blocks, sizes, rule, startLayer), sizes, readOut));
  }
  const rows = readRows(toProgram(blocks, sizes, rules, startLayer), readOut);
  return rules.map((_, n) => columnOf(rows, n, rules.length));
}

/** The displayed rows of full matrices; what `readRows` computes without them. */
export function readMatrices({ tt, ti, ii }: Relevance, { text, image }: Sizes, readOut: ReadOut): Maps {
  const { mode, row } = readOut;
  return {
    image: mode === 'towers' ? ii.slice(0, image) : ti.slice(row * image, (row + 1) * image),
    text: tt.slice(row * text, (row + 1) * text),
  };
}

function columnOf({ image, text }: Rows, column: number, width: number): Maps {
  const pick = (panel: Float64Array): Float64Array => {
    const values = new Float64Array(panel.length / width);
    for (let n = 0; n < values.length; n++) values[n] = panel[n * width + column]!;
    return values;
  };
  return { image: pick(image), text: pick(text) };
}

function checkReadOut({ row }: ReadOut, { text }: Sizes): void {
  if (Number.isInteger(row) && row >= 0 && row < text) return;
  throw new MethodError(
    `Relevance is to be read at text token ${row}; the text has tokens 0 to ${text - 1}.`,
  );
}

/** Looks for the culprit only when a map is broken, so that sound maps pay nothing. */
function checkFinite(maps: Maps, options: MethodOptions, blocks: readonly Block[]): void {
  if (isFinite(maps.image) && isFinite(maps.text)) return;
  const broken = blocks.find(({ abar, attention }) => ![...abar, ...attention].every(Number.isFinite));
  const cause =
    broken === undefined
      ? 'relevance grew beyond what numbers hold; start at a later layer'
      : `block ${broken.kind} ${broken.layer} holds values that are not finite numbers; the model's run is broken`;
  throw new MethodError(`Method ${options.id} gave a map that is not finite: ${cause}.`);
}

function isFinite(values: Float64Array): boolean {
  for (let n = 0; n < values.length; n++) if (!Number.isFinite(values[n])) return false;
  return true;
}
