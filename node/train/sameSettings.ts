import { WhylightError } from '../../src/tensor/error';

/**
 * Settings in which a run differs from what its checkpoint was made with, each as `NAME was A, is B`. Settings that the
 * checkpoint does not know (it may come from an earlier version) are not compared.
 */
function settingDifferences(stored: unknown, now: unknown, path = ''): string[] {
  if (isRecord(stored) && isRecord(now)) {
    return Object.keys(stored).flatMap((key) =>
      settingDifferences(stored[key], now[key], path === '' ? key : `${path}.${key}`),
    );
  }
  const [before, after] = [JSON.stringify(stored), JSON.stringify(now)];
  return before === after ? [] : [`${path} was ${before}, is ${after ?? 'not set'}`];
}

/** @throws WhylightError ('bad-input') naming every setting that differs */
export function requireSameSettings(checkpoint: string, stored: string, now: unknown): void {
  const differences = settingDifferences(JSON.parse(stored), now);
  if (differences.length === 0) return;
  throw new WhylightError(
    'bad-input',
    `The training in ${checkpoint} was begun with other settings (${differences.join('; ')}): ` +
      'give the same ones to go on with it, or choose another folder.',
  );
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
