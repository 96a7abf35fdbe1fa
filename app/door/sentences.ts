/** What the door says, word for word, and how it writes sizes and times. */
import type { Transferred } from './offered';

export const ONLY_STICKERS = 'This model has only ever seen stickers.';
export const GET_ONE = 'Get a model that knows photographs';
export const GET_AND_ASK = 'Get it and ask again';
export const STAYS_HERE = 'The photograph is read in this browser and stays in it.';
export const USE_AND_ASK = 'Use it and ask again';
export const PRIVACY =
  'The server learns which model was fetched, from what network, browser and site; nothing of picture or question.';
export const NOT_YET = 'This model can’t be explained yet.';

/** Sizes that somebody waits for: whole megabytes, gigabytes with one digit. */
export function roundBytes(count: number): string {
  return count < 999.5e6 ? `${Math.round(count / 1e6)} MB` : `${(count / 1e9).toFixed(1)} GB`;
}

/** “41 of 180 MB”: both in the unit of the whole. */
export function soFar(loaded: number, total: number): string {
  const inGigabytes = total >= 999.5e6;
  const written = Math.min(loaded, total);
  return `${inGigabytes ? (written / 1e9).toFixed(1) : Math.round(written / 1e6)} of ${roundBytes(total)}`;
}

/** What stands beneath the bar: “9 MB a second, 16 s left, then asked again”. */
export function transferLine({ phase, loaded, total, rate, message }: Transferred): string {
  switch (phase) {
    case 'paused':
      return 'Paused. What has come is kept.';
    case 'preparing':
      return 'Preparing';
    case 'failed':
      return message ?? 'The connection was lost. What has come is kept.';
    case 'running':
      if (!(rate > 0)) return 'Asking for the model';
      return `${roundRate(rate)} a second, ${timeLeft((total - loaded) / rate)} left, then asked again`;
  }
}

const roundRate = (rate: number): string =>
  rate < 1e6 ? `${Math.max(1, Math.round(rate / 1e3))} kB` : roundBytes(rate);

/** @param seconds at least one is said, as nothing is ever over at once */
function timeLeft(seconds: number): string {
  if (seconds < 90) return `${Math.max(1, Math.round(seconds))} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  return `${(seconds / 3600).toFixed(1)} h`;
}

const COUNTS = ['No thing is', 'One thing is', 'Two things are', 'Three things are', 'Four things are'];

/** “One thing is missing:” */
export const missingLead = (count: number): string => `${COUNTS[count] ?? `${count} things are`} missing:`;

/** “4 files dropped:”, before their names. */
export const filesLead = (count: number): string => `${count} ${count === 1 ? 'file' : 'files'} dropped:`;
