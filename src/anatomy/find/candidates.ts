/** Every softmax of a graph that weighs something: attention blocks, or the reason why one cannot be followed. */
import { isNode, isOp, type Value } from '../../onnx/graph';
import type { TracedAxes } from './axes';
import { useOf, type ValueProduct } from './products';
import { residualOf, type FoundResidual } from './residual';
import { scoreProducts } from './scores';
import type { Ids } from './tokens';
import type { Walk } from './walk';

/** Why a softmax cannot be followed. */
export type Reason =
  | 'batch'
  | 'channels'
  | 'windows'
  | 'items'
  | 'cache'
  | 'mixed-keys'
  | 'chosen'
  | 'repeated'
  | 'weighted-sum'
  | 'merged'
  | 'no-residual'
  | 'no-attention'
  | 'not-read'
  | 'unknown-tokens';

export interface Unfollowed {
  readonly softmax: Value;
  readonly reason: Reason;
  /** For people: what stands where. */
  readonly detail: string;
}

/** A block before its streams are known. */
export interface Candidate extends ValueProduct {
  readonly heads: number;
  readonly queryIds: Ids;
  readonly keyIds: Ids;
  /** The queries' tokens as the residual connection carries them: no mask's, no position's. */
  readonly carriedIds: Ids;
  readonly residual?: FoundResidual;
}

export interface Candidates {
  /** In the order of the forward pass. */
  readonly blocks: readonly Candidate[];
  readonly unfollowed: readonly Unfollowed[];
}

export function candidates(walk: Walk, traced: TracedAxes): Candidates {
  const blocks: Candidate[] = [];
  const unfollowed: Unfollowed[] = [];
  for (const softmax of walk.graph.nodes) {
    if (!isOp(softmax, 'Softmax')) continue;
    const use = useOf(softmax, walk);
    if (use.kind === 'product') {
      const found = candidate(use.product, walk, traced);
      if (!found) continue;
      if ('reason' in found) unfollowed.push({ softmax, ...found });
      else blocks.push(found);
    } else if (use.kind === 'weighted-sum' && traced.isStrong(traced.of(use.weights)[use.axis])) {
      unfollowed.push({ softmax, reason: 'weighted-sum', detail: softmax.name });
    }
  }
  return { blocks, unfollowed };
}

type Why = Omit<Unfollowed, 'softmax'>;

/** Undefined: no attention, as a classifier's softmax that weighs constants. */
function candidate(product: ValueProduct, walk: Walk, traced: TracedAxes): Candidate | Why | undefined {
  const { tokens } = traced;
  const { attention, keyAxis, queryAxis, values, valueAxis } = product;
  const axes = traced.of(attention);
  const keyIds = tokens.whole(axes[keyAxis]!) ?? tokens.whole(traced.of(values)[valueAxis]!);
  if (traced.isConstant(values) && (!keyIds || isFeatures(keyIds, traced))) return undefined;
  const scores = scoreProducts(product);
  const queryIds =
    tokens.whole(axes[queryAxis]!) ??
    queriesOf(scores, traced) ??
    tokens.whole(traced.of(product.output)[product.outputAxis]!);
  if (!keyIds || !queryIds) return { reason: 'unknown-tokens', detail: attention.name };
  const why = wrong(product, queryIds, keyIds, traced);
  if (why) return why;
  const residual = residualOf(product, queryIds, traced, walk);
  const heads = attention.shape.reduce<number>(
    (count, size, n) => (n === keyAxis || n === queryAxis ? count : count * (size as number)),
    1,
  );
  return {
    ...product,
    heads,
    queryIds,
    keyIds,
    carriedIds: (residual && carriedBy(residual, traced)) ?? queryIds,
    ...(residual ? { residual } : {}),
  };
}

const carriedBy = ({ x, axes }: FoundResidual, traced: TracedAxes): Ids | undefined =>
  traced.tokens.wholeIfKnown(axes.flatMap((axis) => traced.of(x)[axis]!));

/** The queries' tokens from the product that the scores are, where the attention's own axis does not tell. */
function queriesOf(scores: readonly Value[], traced: TracedAxes): Ids | undefined {
  for (const product of scores) {
    if (!isNode(product)) continue;
    const ids = traced.tokens.whole(traced.of(product.source.inputs[0]!).at(-2) ?? []);
    if (ids) return ids;
  }
  return undefined;
}

function wrong(
  { attention, keyAxis, queryAxis, values, valueAxis }: ValueProduct,
  queryIds: Ids,
  keyIds: Ids,
  traced: TracedAxes,
): Why | undefined {
  const { tokens } = traced;
  const [keys] = [tokens.originOf(keyIds[0]!).origin];
  if (keys.kind === 'batch') return { reason: 'batch', detail: keys.value };
  if (isFeatures(keyIds, traced)) return { reason: 'channels', detail: `${keyIds.length}` };
  const weighed = tokens.whole(traced.of(values)[valueAxis]!);
  const isOther = weighed && keyIds.length > 1 && !tokens.same(weighed, keyIds);
  if (isOther && weighed.length === keyIds.length && tokens.isStrong(weighed))
    return { reason: 'cache', detail: sources(keyIds, traced).join(' + ') };
  const lead = traced
    .of(attention)
    .filter((_, n) => n !== keyAxis && n !== queryAxis)
    .flat()
    .find(({ size, ids }) => size > 1 && tokens.isStrong(ids));
  if (lead) {
    const { origin } = tokens.originOf(lead.ids[0]!);
    const isItem = origin.kind === 'input' && origin.axis === 0;
    return { reason: isItem ? 'items' : 'windows', detail: `${lead.size}` };
  }
  for (const ids of [queryIds, keyIds]) {
    if (new Set(tokens.roots(ids)).size < ids.length) return { reason: 'repeated', detail: `${ids.length}` };
    const kinds = new Set(Array.from(ids, (id) => tokens.originOf(id).origin.kind));
    if (kinds.has('chosen')) return { reason: 'chosen', detail: sources(ids, traced).join(' + ') };
    if (kinds.has('mixture')) return { reason: 'mixed-keys', detail: sources(ids, traced).join(' + ') };
  }
  return undefined;
}

/** Columns of weights, or a head's share of them: attention between channels, or no attention at all. */
function isFeatures(ids: Ids, traced: TracedAxes): boolean {
  const { kind, from } = traced.tokens.originOf(ids[0]!).origin;
  if (kind === 'features') return true;
  return (kind === 'half' || kind === 'pairs') && from.every((one) => isFeatures(one, traced));
}

/** Names of the values that tokens stem from. */
function sources(ids: Ids, { tokens }: TracedAxes): string[] {
  return [...new Set(Array.from(ids, (id) => tokens.originOf(id).origin.value))].filter(
    (name) => name !== '',
  );
}
