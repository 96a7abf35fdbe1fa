/** All that the gallery shows. Surfaces and answer forms come from their tables: a new kind appears by itself. */
import type { ReactNode } from 'react';
import { ANSWERS, type AnswerKind } from '../../src/answers';
import { SURFACES, type SurfaceKind } from '../../src/surfaces';
import { ANSWER_SAMPLES } from './data/answers';
import { MISSING, MISSING_MORE, OFFERED, TRANSFER } from './data/door';
import { SURFACE_SAMPLES } from './data/surfaces';
import type { Wording } from './data/texts';
import { ShownAnswer } from './ShownAnswer';
import { ShownFound, ShownOffer, ShownRefused } from './ShownDoor';
import { ShownSurface } from './ShownSurface';
import { STATES, type State } from './states';

export interface Entry {
  /** `surface/words/stale` */
  readonly id: string;
  /** The first two pieces of the id, as a title: “Surface: words”. */
  readonly group: string;
  readonly title: string;
  /** Lies over the page, so that it is shown alone. */
  readonly isOver?: true;
  readonly draw: (wording: Wording) => ReactNode;
}

const keysOf = <T extends object>(table: T) => Object.keys(table) as (keyof T)[];
const slug = (title: string): string => title.toLowerCase().replace(/\W+/g, '-');

function surfaceEntries<K extends SurfaceKind>(kind: K): Entry[] {
  const group = `Surface: ${kind}`;
  const states = keysOf(STATES).map((state: State) => ({
    id: `surface/${kind}/${state}`,
    group,
    title: STATES[state],
    draw: (wording: Wording) => <ShownSurface kind={kind} state={state} wording={wording} />,
  }));
  const difference = {
    id: `surface/${kind}/difference`,
    group,
    title: 'Difference',
    draw: (wording: Wording) => <ShownSurface kind={kind} state="usual" wording={wording} isDifference />,
  };
  const more = Object.entries(SURFACE_SAMPLES[kind].more ?? {}).map(([title, extras]) => ({
    id: `surface/${kind}/${slug(title)}`,
    group,
    title,
    draw: (wording: Wording) => <ShownSurface kind={kind} state="usual" wording={wording} extras={extras} />,
  }));
  return [...states, difference, ...more];
}

function answerEntries<K extends AnswerKind>(kind: K): Entry[] {
  const group = `Answer: ${kind}`;
  const states = keysOf(STATES).map((state: State) => ({
    id: `answer/${kind}/${state}`,
    group,
    title: STATES[state],
    draw: (wording: Wording) => <ShownAnswer kind={kind} state={state} wording={wording} />,
  }));
  const more = Object.entries(ANSWER_SAMPLES[kind].more ?? {}).map(([title, data]) => ({
    id: `answer/${kind}/${slug(title)}`,
    group,
    title,
    draw: (wording: Wording) => <ShownAnswer kind={kind} state="usual" wording={wording} data={data} />,
  }));
  return [...states, ...more];
}

type Draw = Entry['draw'];

const OFFERS: Readonly<Record<string, Draw>> = {
  Usual: (wording) => <ShownOffer wording={wording} />,
  Loading: (wording) => <ShownOffer wording={wording} transfer={TRANSFER} />,
  Paused: (wording) => <ShownOffer wording={wording} transfer={{ ...TRANSFER, phase: 'paused' }} />,
  Preparing: (wording) => (
    <ShownOffer wording={wording} transfer={{ ...TRANSFER, phase: 'preparing', loaded: TRANSFER.total }} />
  ),
  Failed: (wording) => <ShownOffer wording={wording} transfer={{ ...TRANSFER, phase: 'failed' }} />,
  Offline: (wording) => <ShownOffer wording={wording} isOffline />,
  Kept: (wording) => (
    <ShownOffer
      wording={wording}
      models={OFFERED[wording].map((model, i) => ({ ...model, isKept: i === 1 }))}
      isOffline
    />
  ),
};

const SHEETS: Readonly<Record<string, Draw>> = {
  'A thing is missing': () => <ShownFound missing={MISSING} />,
  'Nothing is missing': () => <ShownFound missing={[]} />,
  'Filled in': () => <ShownFound missing={MISSING_MORE} />,
  Refused: () => <ShownRefused />,
};

export const ENTRIES: readonly Entry[] = [
  ...keysOf(SURFACES).flatMap((kind) => surfaceEntries(kind)),
  ...keysOf(ANSWERS).flatMap((kind) => answerEntries(kind)),
  ...Object.entries(OFFERS).map(([title, draw]) => ({
    id: `door/offer/${slug(title)}`,
    group: 'Door: offer',
    title,
    draw,
  })),
  ...Object.entries(SHEETS).map(([title, draw]) => ({
    id: `door/sheet/${slug(title)}`,
    group: 'Door: sheets',
    title,
    isOver: true as const,
    draw,
  })),
];

/** The entry of an id, or all below it that can stand on one page; in their order. */
export function entriesAt(id: string): readonly Entry[] {
  return ENTRIES.filter((entry) => entry.id === id || (entry.id.startsWith(`${id}/`) && !entry.isOver));
}
