/** What the page says about each method, made from the table of methods alone. */
import type { AskedMethod } from '../../src/ask';
import {
  METHODS,
  methodById,
  serves,
  type Citation,
  type Method,
  type Need,
  type Variant,
} from '../../src/methods';
import type { ModelInfo } from '../../workers/protocol';

export interface MethodText {
  readonly key: string;
  readonly method: AskedMethod;
  /** The figure's name: “Weighted relevance”. */
  readonly title: string;
  /** Tells variants of one method apart. */
  readonly variant?: string;
  /** Of methods that the page offers. */
  readonly group?: string;
  /** Two sentences or three. */
  readonly help: string;
  readonly paper: string;
  /** “Chefer 2021”, or “control”. */
  readonly origin: string;
}

function textOf(of: Method, variant?: Variant): MethodText {
  const { id, title, sentence, citation, page } = of;
  const method = variant?.importance === undefined ? { id } : { id, importance: variant.importance };
  const help = page?.help ?? sentence;
  return {
    key: methodKey(method),
    method,
    title,
    ...(variant ? { variant: variant.name } : {}),
    ...(page ? { group: page.group } : {}),
    help: variant ? `${help} ${variant.help}` : help,
    paper: page?.paper ?? (citation ? cite(citation) : 'A control: every useful method must beat it.'),
    origin: citation ? `${citation.authors[0]!.split(',')[0]} ${citation.year}` : 'control',
  };
}

function namesAndYear({ authors, year }: Citation): string {
  const family = authors.map((author) => author.split(',')[0]!.trim());
  return `${family.length > 2 ? `${family[0]} et al.` : family.join(' & ')} ${year}`;
}

const cite = (citation: Citation): string =>
  citation.arxiv === undefined
    ? namesAndYear(citation)
    : `${namesAndYear(citation)}, arXiv ${citation.arxiv}`;

const TABLE: readonly Method[] = METHODS;

/** What the page offers: groups in the table's order, methods of a group by their place. */
const OFFERED: readonly { readonly method: Method; readonly text: MethodText }[] = TABLE.filter(
  ({ page }) => page !== null,
)
  .sort((a, b) => groupOf(a) - groupOf(b) || a.page!.place - b.page!.place)
  .flatMap((method) =>
    (method.page!.variants ?? [undefined]).map((variant) => ({ method, text: textOf(method, variant) })),
  );

function groupOf({ page }: Method): number {
  return TABLE.findIndex((other) => other.page?.group === page?.group);
}

/** The methods that serve a model; all that the page offers while none is known. */
export const methodsFor = (info: Pick<ModelInfo, 'offers'> | undefined): readonly MethodText[] =>
  OFFERED.filter(({ method }) => info === undefined || serves(method, info.offers)).map(({ text }) => text);

/** Names a method with what fixes it, among those that are offered. */
export function methodKey({ id, importance }: AskedMethod): string {
  return importance === undefined ? id : `${id}:${importance}`;
}

/** Also of a method that a link names and the page does not offer. */
export function methodText(method: AskedMethod): MethodText {
  const key = methodKey(method);
  const offered = OFFERED.find(({ text }) => text.key === key)?.text;
  return offered ?? { ...textOf(methodById(method.id)), key, method };
}

/** “Weighted relevance” */
export const figureName = ({ id }: AskedMethod): string => methodById(id).title;

/** “weighted”, for labels in charts and sentences. */
export const shortName = (method: AskedMethod): string =>
  figureName(method)
    .replace(/ relevance$/, '')
    .toLowerCase();

/** “Weighted”, as the column's title has it. */
export const shortTitle = (method: AskedMethod): string => figureName(method).replace(/ relevance$/, '');

/** What every map is held against; charts draw it as a line. */
export const YARDSTICK = 'random';

/** “Huang 2023”, “Abnar 2020 · no answer in it”, “what all must beat” */
export function secondLine({ id }: AskedMethod): string {
  const method = methodById(id);
  if (id === YARDSTICK) return 'what all must beat';
  const parts = isBlind(method)
    ? [...(isProposed(method) ? [textOf(method).origin] : []), 'no answer in it']
    : [textOf(method).origin];
  return parts.join(' · ');
}

/** Whether a map is the same whatever answer is asked about: attention and nothing else goes into it. */
const isBlind = ({ needs }: Method): boolean =>
  needs.length > 0 && needs.every((need) => need === 'attention');

/** Whether its paper proposes it, rather than compares with it. */
const isProposed = ({ id, citation }: Method): boolean =>
  citation !== null && TABLE.find((other) => other.citation === citation)?.id === id;

const GIVEN: Readonly<Record<Need, string>> = {
  attention: 'attention maps',
  'attention-gradients': 'gradients of its attention',
  importance: 'importances of tokens',
  'last-block-values': 'the values of its last block',
  'input-gradients': 'gradients of its inputs',
  'model-runs': 'further runs',
};

/**
 * Which methods a list leaves out, and why, in one sentence.
 *
 * @param ids methods that would stand in the list
 * @returns undefined where the model serves them all
 */
export function leftOut(ids: readonly string[], offers: readonly Need[]): string | undefined {
  const methods = ids.map(methodById).filter((method) => !serves(method, offers));
  if (methods.length === 0) return undefined;
  const lacking = [...new Set(methods.flatMap(({ needs }) => needs))].filter(
    (need) => !offers.includes(need),
  );
  const [names, needs] = [methods.map(({ title }) => title), lacking.map((need) => GIVEN[need])];
  const [are, they] = methods.length === 1 ? ['method is', 'it needs'] : ['methods are', 'they need'];
  return `${methods.length} ${are} left out (${names.join(', ')}): this model does not give ${needs.join(' and ')}, which ${they}.`;
}
