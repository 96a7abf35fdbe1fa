/** 0…1 in per cent, with as many digits as a small share needs. */
export function share(value: number): string {
  const percent = value * 100;
  if (percent === 0) return '0\u202f%';
  if (percent < 0.001) return 'under 0.001\u202f%';
  return `${percent.toFixed(percent < 0.1 ? 3 : percent < 10 ? 2 : 1)}\u202f%`;
}
