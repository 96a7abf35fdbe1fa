/** The rows of the list of methods, without a word on how they are drawn. */
import { extent } from 'd3-array';
import { scaleLinear } from 'd3-scale';
import type { AskedMethod } from '../../src/ask';
import { METHODS, methodById, serves, type Need } from '../../src/methods';
import { wholePercent } from '../text/format';
import { figureName, leftOut, methodsFor, secondLine, shortTitle, YARDSTICK } from '../text/methods';
import type { Evidence, Figure } from './evidence';
import { isRecommended } from './measured';

export const MEASURES = [
  { id: 'objects', title: 'On the right objects', unit: 'share of the map, %' },
  { id: 'patches', title: 'Patches taken away', unit: 'answer lost, %' },
  { id: 'words', title: 'Words taken away', unit: 'answer lost, %' },
] as const;

export type Measure = (typeof MEASURES)[number]['id'];
export type Figures = Readonly<Partial<Record<Measure, Figure>>>;

export interface Row {
  readonly id: string;
  /** “Weighted” */
  readonly name: string;
  /** “recommended · Huang 2023” */
  readonly line: string;
  /** Undefined where the method was not measured. */
  readonly figures: Figures | undefined;
  /** The option's accessible name: “Weighted relevance, recommended, Huang 2023, on the right objects 42 per cent, …”. */
  readonly label: string;
  /** The intervals, for those who can't see them. */
  readonly description: string | undefined;
}

export interface Rows {
  /** What most people choose from. */
  readonly first: readonly Row[];
  /** Behind “7 more methods”. */
  readonly more: readonly Row[];
  /** Says which methods the model does not serve. */
  readonly leftOut: string | undefined;
}

interface Input {
  /** Undefined while no model is known. */
  readonly offers: readonly Need[] | undefined;
  /** Undefined where the model was not measured, or while its figures are on their way. */
  readonly evidence: Evidence | undefined;
  /** What was measured to be best for this model; known before its figures are. */
  readonly recommended: AskedMethod | undefined;
  readonly chosen: AskedMethod;
  /** What the model weighs by where that is left to it. */
  readonly importance: AskedMethod['importance'];
}

/**
 * What the page offers, in its own order, baselines by what was measured of them. Where a model was measured, methods that
 * only bear out the figures stand behind the others: ablations, further controls, baselines without figures.
 */
export function rowsOf(input: Input): Rows {
  const { offers, evidence, chosen } = input;
  const offered = [...new Set(methodsFor(undefined).map(({ method }) => method.id))];
  const measured = METHODS.map(({ id }) => id).filter(
    (id) => !offered.includes(id) && evidence?.methods.some((one) => one.id === id),
  );
  const listed = [...new Set([...offered, ...measured, chosen.id])];
  const rows = inOrder(
    listed
      .filter((id) => offers === undefined || serves(methodById(id), offers))
      .map((id) => ({ ...rowOf(id, input), group: methodById(id).page?.group })),
  );
  const isFirst = ({ id, group, figures }: (typeof rows)[number]) => {
    if (evidence === undefined || group === 'Accumulated relevance' || id === YARDSTICK) return true;
    return group === 'Baselines' && figures !== undefined;
  };
  return {
    first: rows.filter(isFirst).map(plain),
    more: rows.filter((row) => !isFirst(row)).map(plain),
    leftOut: offers && leftOut(listed, offers),
  };
}

type Grouped = Row & { readonly group: string | undefined };

const plain = ({ group: _, ...row }: Grouped): Row => row;

/** Baselines that were measured trade places among themselves, the best first. */
function inOrder(rows: readonly Grouped[]): Grouped[] {
  const isBaseline = ({ group, figures }: Grouped) => group === 'Baselines' && figures?.patches !== undefined;
  const ranked = rows
    .filter(isBaseline)
    .sort((a, b) => b.figures!.patches!.value - a.figures!.patches!.value)
    .values();
  return rows.map((row) => (isBaseline(row) ? ranked.next().value! : row));
}

function rowOf(id: string, { evidence, recommended, chosen, importance }: Input): Row {
  const method: AskedMethod = id === chosen.id ? chosen : { id };
  const figures = figuresOf(evidence, method, importance);
  const marks = [
    ...(recommended && isRecommended({ recommended }, method, importance) ? ['recommended'] : []),
    ...(methodById(id).page?.variants && isOwn(method, importance) ? [method.importance!] : []),
    secondLine(method),
  ];
  return {
    id,
    name: shortTitle(method),
    line: marks.join(' · '),
    figures,
    label: [figureName(method), ...marks, ...(evidence ? [spoken(figures)] : [])]
      .join(', ')
      .replaceAll(' · ', ', '),
    description: figures && intervals(figures),
  };
}

/** Whether somebody chose what the method weighs by, and not as the model would. */
const isOwn = (method: AskedMethod, importance: AskedMethod['importance']): boolean =>
  method.importance !== undefined && method.importance !== importance;

/** Of the method as it is used here: a variant's figures say nothing of another. */
export function figuresOf(
  evidence: Evidence | undefined,
  { id, importance: own }: AskedMethod,
  importance: AskedMethod['importance'],
): Figures | undefined {
  const used = own ?? importance ?? evidence?.recommended.importance;
  const found = evidence?.methods.find(
    (one) => one.id === id && (one.importance === undefined || one.importance === used),
  );
  if (!found) return undefined;
  const { objects, patches, words } = found;
  return { ...(objects ? { objects } : {}), patches, words };
}

/** “on the right objects 42 per cent, patches taken away 59 per cent, …” */
function spoken(figures: Figures | undefined): string {
  if (!figures) return 'not measured yet';
  return MEASURES.map(({ id, title }) => {
    const figure = figures[id];
    return `${title.toLowerCase()} ${figure ? `${wholePercent(figure.value)} per cent` : 'not measured yet'}`;
  }).join(', ');
}

const intervals = (figures: Figures): string =>
  `95 per cent intervals: ${MEASURES.flatMap(({ id }) => {
    const figure = figures[id];
    return figure ? [`${wholePercent(figure.low)} to ${wholePercent(figure.high)}`] : [];
  }).join(', ')}.`;

/** Room between the outermost intervals and the ends of an axis, as a part of what lies between them. */
const ROOM = 0.05;

/** One axis a measure for all methods, so that more rows move nothing: round numbers around all intervals, within 0 … 1. */
export function axesOf({ methods }: Evidence): Readonly<Record<Measure, readonly [number, number]>> {
  const axis = (id: Measure): readonly [number, number] => {
    const ends = methods.flatMap((method) => {
      const figure = method[id];
      return figure ? [figure.low, figure.high] : [];
    });
    const [low = 0, high = 1] = extent(ends);
    const room = ROOM * (high - low);
    const [from = 0, to = 1] = scaleLinear([low - room, high + room], [0, 1])
      .nice(6)
      .domain();
    return [Math.max(0, from), Math.min(1, to)];
  };
  return { objects: axis('objects'), patches: axis('patches'), words: axis('words') };
}
