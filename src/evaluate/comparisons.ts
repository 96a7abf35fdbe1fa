import { clusterBootstrap, holm, signFlipTest } from '../faithfulness';
import { metricsOf } from './metrics';
import type { Header, PictureRecord } from './records';
import { rowsByMethod, type Row } from './summary';

/** Does `method` differ from `against` on the same questions? */
export interface Comparison {
  readonly metric: string;
  readonly method: string;
  readonly against: string;
  readonly n: number;
  /** Mean of method − against. */
  readonly difference: number;
  readonly interval: readonly [number, number];
  /** Whether the difference is in the method's favour. */
  readonly favours: 'method' | 'against' | 'neither';
  /** Two-sided, by flipping signs of whole pictures. */
  readonly p: number;
  /** Corrected for all comparisons of this metric (Holm 1979). */
  readonly holm: number;
}

/** Paired tests of every pair on every metric. */
export function comparisons(header: Header, records: readonly PictureRecord[]): Comparison[] {
  const rows = rowsByMethod(header, records);
  const pairs = pairsToTest([...rows.keys()]);
  const { seed } = header.settings;
  return metricsOf(header.patches).flatMap((metric) => {
    const tested = pairs.flatMap(([method, against]) => {
      const values = differences(rows.get(method)!, rows.get(against)!, metric.value);
      if (values.length === 0) return [];
      const clusters = values.map(({ picture }) => picture);
      const numbers = values.map(({ difference }) => difference);
      const { mean, interval, n } = clusterBootstrap(numbers, clusters, { seed });
      const good = metric.better === 'high' ? mean : -mean;
      const favours = good > 0 ? 'method' : good < 0 ? 'against' : 'neither';
      const p = signFlipTest(numbers, clusters, { seed });
      return [{ metric: metric.id, method, against, n, difference: mean, interval, favours, p } as const];
    });
    const corrected = holm(tested.map(({ p }) => p));
    return tested.map((test, n) => ({ ...test, holm: corrected[n]! }));
  });
}

/**
 * Every method against `equal`, the paper's question; and each weighted variant against its two controls, which tell
 * whether the token's importance matters or only the layer's.
 */
export function pairsToTest(names: readonly string[]): [method: string, against: string][] {
  const weighted = names.filter((name) => name === 'weighted' || name.startsWith('weighted-'));
  const controls = names.filter((name) => /^(layer-mean|shuffled)(-|$)/.test(name));
  const withEqual = names.includes('equal') ? names.filter((name) => name !== 'equal') : [];
  return [
    ...withEqual.map((name): [string, string] => [name, 'equal']),
    ...weighted.flatMap((name) => controls.map((control): [string, string] => [name, control])),
  ];
}

function differences(
  method: readonly Row[],
  against: readonly Row[],
  value: (record: Row['record'], item: Row['item']) => number | undefined,
) {
  const others = new Map(against.map((row) => [row.item.id, row]));
  return method.flatMap(({ picture, item, record }) => {
    const other = others.get(item.id);
    const [a, b] = [value(record, item), other && value(other.record, other.item)];
    return a === undefined || b === undefined ? [] : [{ picture, difference: a - b }];
  });
}
