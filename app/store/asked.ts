/** What is asked on the page: always of two methods, one a panel. */
import type { Asked, AskedMethod } from '../../src/ask';
import { DEFAULT_METHODS } from '../../src/ask/defaults';
import { methodById, serves } from '../../src/methods';
import type { ModelInfo } from '../../workers/protocol';

/** Methods of the left and the right panel; both may be one. */
export type MethodPair = readonly [AskedMethod, AskedMethod];

/** What is asked, of one method a panel. */
export interface PageAsked extends Asked {
  readonly methods: MethodPair;
  /** A question that waits while the model at hand takes none. */
  readonly waiting?: string;
}

export const NOTHING_ASKED: PageAsked = { question: '', target: {}, methods: DEFAULT_METHODS };

/** What a link or a file asks, which may name any number of methods: the first two, or the usual ones. */
export function onPage(asked: Asked): PageAsked {
  const [left, right = left] = asked.methods;
  return { ...asked, methods: left && right ? [left, right] : DEFAULT_METHODS };
}

/** Methods that the model does not serve give way to the usual ones. */
export function servedBy(info: ModelInfo, asked: PageAsked): PageAsked {
  const isServed = asked.methods.every(({ id }) => serves(methodById(id), info.offers));
  const served = isServed ? asked : { ...asked, methods: DEFAULT_METHODS };
  return fitting(info, served);
}

/** What is asked of the model at hand: of one that takes no question, none; it waits for the next one that does. */
export function fitting(info: ModelInfo | undefined, asked: PageAsked): PageAsked {
  if (info?.asks === 'nothing')
    return asked.question === '' ? asked : { ...asked, question: '', waiting: asked.question };
  const { waiting, ...rest } = asked;
  return waiting === undefined ? asked : { ...rest, question: asked.question || waiting };
}

/**
 * What the worker is asked: a method that both panels show is asked for once.
 * @returns `columns`: the place of each panel's method
 */
export function onWire({ waiting: _, ...asked }: PageAsked): {
  asked: Asked;
  columns: readonly [number, number];
} {
  const [left, right] = asked.methods;
  return isSameMethod(left, right)
    ? { asked: { ...asked, methods: [left] }, columns: [0, 0] }
    : { asked, columns: [0, 1] };
}

const isSameMethod = (a: AskedMethod, b: AskedMethod): boolean =>
  a.id === b.id && a.importance === b.importance && a.seed === b.seed;
