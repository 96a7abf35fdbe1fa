/**
 * A number as a person reads it: “2.4”, “−0.0313”, “12400”, “1e−7”.
 * @param digits significant digits after which it is cut; whole numbers keep all of theirs
 */
export function readable(value: number, digits = 3): string {
  if (Number.isNaN(value)) return 'not a number';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  const cut = Math.abs(value) >= 10 ** digits ? Math.round(value) : Number(value.toPrecision(digits));
  return String(cut === 0 ? 0 : cut).replaceAll('-', '−');
}
