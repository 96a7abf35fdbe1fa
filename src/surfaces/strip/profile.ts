/**
 * A strip's values as an outline of bars, so that they can be read without colour: SVG path data in a box as wide as there
 * are positions and 1 high. Differences rise and fall from the middle.
 *
 * @param positions one value a position on its colour scale, 0…1
 */
export function profilePath(positions: ArrayLike<number>, kind: 'sequential' | 'diverging'): string {
  const base = kind === 'diverging' ? 0.5 : 1;
  let path = `M0 ${base}`;
  for (let i = 0; i < positions.length; i++) path += `V${Number((1 - positions[i]!).toFixed(3))}H${i + 1}`;
  return `${path}V${base}Z`;
}
