/** “99.7 %”, “< 0.1 %”: answers are told apart by tenths. */
export function likelihood(share: number): string {
  if (share > 0 && share < 0.001) return '< 0.1 %';
  return `${(100 * share).toFixed(1)} %`;
}
