import { clusterBootstrap } from '../faithfulness';
import type { DIRECTIONS } from './metrics';
import { areaUnder, BACKGROUND, meanScores, READINGS, type Reading } from './metrics';
import type { Header, ItemRecord, MethodRecord, PictureRecord, TruthRecord } from './records';

/** A mean with its 95 % interval, pictures resampled whole. */
export interface Mean {
  readonly mean: number;
  readonly interval: readonly [number, number];
  readonly n: number;
}

/** Area under a mean curve; `auc` and `interval` are on the fine grid, the others beside them. */
export interface AreaSummary {
  readonly auc: number;
  readonly interval: readonly [number, number];
  readonly reference: AreaOf;
  /** Words that stay keep their positions. */
  readonly inPlace?: AreaOf;
  /** Of the explained answer's probability in place of accuracy. */
  readonly probability: AreaOf;
  readonly curve: { readonly fractions: readonly number[]; readonly scores: readonly number[] };
}

interface AreaOf {
  readonly auc: number;
  readonly interval: readonly [number, number];
}

/** Agreement with ground truth: means over questions, with their intervals and what to compare them with. */
export interface TruthSummary extends TruthRecord {
  readonly n: number;
  readonly intervals: Readonly<Record<keyof TruthRecord, readonly [number, number]>>;
  /** What a random map is expected to score. */
  readonly random: number;
  readonly ceiling: TruthRecord;
  /** (score − random) / (ceiling − random) of the means. */
  readonly lift: TruthRecord;
}

export interface MethodSummary {
  readonly importance?: string;
  readonly image: { readonly positive: AreaSummary; readonly negative: AreaSummary };
  readonly text: { readonly positive: AreaSummary; readonly negative: AreaSummary };
  /** All questions on objects; left out where no truth is known. */
  readonly groundTruth?: TruthSummary & {
    /** Questions that the model answered rightly. */
    readonly correct?: TruthSummary;
    /** Questions on the background, whose reasons are not objects. */
    readonly background?: TruthSummary;
  };
}

/** A question's record of one method, with the picture that it belongs to. */
export interface Row {
  readonly picture: string;
  readonly item: ItemRecord;
  readonly record: MethodRecord;
}

/** Rows of each method, in the order of the settings. */
export function rowsByMethod(
  { settings }: Pick<Header, 'settings'>,
  records: readonly PictureRecord[],
): Map<string, Row[]> {
  return new Map(
    settings.methods.map((name) => [
      name,
      records.flatMap(({ picture, items }) =>
        items.flatMap((item) => {
          const record = item.methods?.[name];
          return record ? [{ picture, item, record }] : [];
        }),
      ),
    ]),
  );
}

export function summarise(header: Header, records: readonly PictureRecord[]): Record<string, MethodSummary> {
  const { seed } = header.settings;
  const importances = new Map(
    header.settings.importances.map((entry) => entry.split('=') as [string, string]),
  );
  const summaries = [...rowsByMethod(header, records)].map(([name, rows]) => {
    const of = (modality: 'image' | 'text') => ({
      positive: area(rows, modality, 'positive', header.patches, seed),
      negative: area(rows, modality, 'negative', header.patches, seed),
    });
    const truth = groundTruth(rows, seed);
    const importance = importances.get(name);
    const used = importance === undefined ? {} : { importance };
    return [
      name,
      { ...used, image: of('image'), text: of('text'), ...(truth ? { groundTruth: truth } : {}) },
    ] as const;
  });
  return Object.fromEntries(summaries);
}

function area(
  rows: readonly Row[],
  modality: 'image' | 'text',
  direction: (typeof DIRECTIONS)[number],
  patches: number,
  seed: number,
): AreaSummary {
  const read = (reading: Reading): AreaOf => {
    const { mean: value, interval } = mean(
      rows,
      ({ record }) => areaUnder(record, modality, direction, reading, patches),
      seed,
    );
    return { auc: value, interval };
  };
  return {
    ...read('fine'),
    reference: read('reference'),
    ...(READINGS[modality].includes('inPlace') ? { inPlace: read('inPlace') } : {}),
    probability: read('probability'),
    curve: meanScores(
      rows.map(({ record }) => record),
      modality,
      direction,
      patches,
    ),
  };
}

function groundTruth(rows: readonly Row[], seed: number): MethodSummary['groundTruth'] {
  const known = rows.filter(({ record, item }) => record.truth && item.mask);
  const objects = known.filter(({ item }) => item.family !== BACKGROUND);
  const all = truthSummary(objects, seed);
  if (!all) return undefined;
  const correct = truthSummary(
    objects.filter(({ item }) => item.credit === 1),
    seed,
  );
  const background = truthSummary(
    known.filter(({ item }) => item.family === BACKGROUND),
    seed,
  );
  return { ...all, ...(correct ? { correct } : {}), ...(background ? { background } : {}) };
}

function truthSummary(rows: readonly Row[], seed: number): TruthSummary | undefined {
  if (rows.length === 0) return undefined;
  const each = <T>(of: (name: keyof TruthRecord) => T): Record<keyof TruthRecord, T> => ({
    mass: of('mass'),
    rank: of('rank'),
    pointing: of('pointing'),
  });
  const scores = each((name) => mean(rows, ({ record }) => record.truth![name], seed));
  const average = (of: (row: Row) => number) => rows.reduce((sum, row) => sum + of(row), 0) / rows.length;
  const random = average(({ item }) => item.mask!.random);
  const ceiling = each((name) => average(({ item }) => item.mask!.ceiling[name]));
  return {
    n: rows.length,
    ...each((name) => scores[name].mean),
    intervals: each((name) => scores[name].interval),
    random,
    ceiling,
    lift: each((name) => (scores[name].mean - random) / (ceiling[name] - random)),
  };
}

function mean(rows: readonly Row[], of: (row: Row) => number, seed: number): Mean {
  const {
    mean: value,
    interval,
    n,
  } = clusterBootstrap(
    rows.map(of),
    rows.map(({ picture }) => picture),
    { seed },
  );
  return { mean: value, interval, n };
}
