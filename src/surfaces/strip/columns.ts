/**
 * At most `most` columns for positions on a colour scale (0…1): each shows the strongest of the positions that fall into it,
 * so that a single strong position among thousands is still seen.
 *
 * @param nothing where on the scale no relevance is: 0, and 0.5 of differences
 */
export function stripColumns(positions: Float32Array, most: number, nothing: number): Float32Array {
  if (positions.length <= most) return positions;
  const columns = new Float32Array(most).fill(nothing);
  positions.forEach((position, i) => {
    const column = Math.floor((i * most) / positions.length);
    if (Math.abs(position - nothing) > Math.abs(columns[column]! - nothing)) columns[column] = position;
  });
  return columns;
}
