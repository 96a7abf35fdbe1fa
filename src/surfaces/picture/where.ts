import { bandShares, regionShares } from '../../image/regions';
import type { SurfaceParts } from '../surface';

/** Share from which on one place may be said to hold most. */
const MOST = 0.5;

/**
 * Where most of a map lies, by the smallest place that holds more than half of it: “mostly the middle left”, “mostly the
 * lower third”. Where no place does, the ninth that holds the largest share: “most in the upper left”. For values that may
 * be negative, and for a map of zeros: undefined.
 */
export function mostlyWhere(grid: SurfaceParts['picture'], values: ArrayLike<number>): string | undefined {
  for (let i = 0; i < values.length; i++) if (values[i]! < 0) return undefined;
  const [region] = regionShares(grid, values);
  if (!region) return undefined;
  if (region.share > MOST) return `mostly the ${region.region}`;
  const [band] = bandShares(grid, values);
  if (band && band.share > MOST) return `mostly the ${band.band}`;
  return `most in the ${region.region}`;
}
