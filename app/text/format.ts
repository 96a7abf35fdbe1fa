/** Numbers as people read them; a thin space stands before the per cent sign. */
const NARROW = '\u202f';

/** 0…1 as “91.2 %”; very small shares as “< 0.1 %”. */
export function percent(share: number, digits = 1): string {
  const smallest = 10 ** -digits;
  const value = share * 100;
  if (value > 0 && value < smallest) return `<${NARROW}${smallest}${NARROW}%`;
  return `${value.toFixed(digits)}${NARROW}%`;
}

/** Whole per cent, without the sign, for small labels. */
export const wholePercent = (share: number): string => String(Math.round(share * 100));

export function bytes(count: number): string {
  if (count < 1e6) return `${Math.round(count / 1e3)} kB`;
  if (count < 1e9) return `${(count / 1e6).toFixed(1)} MB`;
  return `${(count / 1e9).toFixed(1)} GB`;
}

export function milliseconds(ms: number): string {
  if (ms < 1) return 'under 1 ms';
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}
