/** What the page says about each method, made from the table of methods alone. */
import type { AskedMethod } from '../../src/ask';
import { METHODS, methodById, serves, type Citation, type Method, type Variant } from '../../src/methods';
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
