/** How the maps of a figure become colours: one scale for all of a surface's maps, and one for those that have a sign. */
import type { FigureKey } from '../overlay/figure';
import type { RampId } from '../overlay/ramp';
import { scaleLabel, scaleTicks, sharedScale, signedScale, type ColourScale } from '../overlay/scale';
import { SURFACES, type SurfaceKind } from '../surfaces';
import type { AnySurface } from './surfaces';

export interface Colouring {
  readonly scale: ColourScale;
  readonly ramp: RampId;
}

/** The colouring of each map of a surface, one a method; undefined where a method has none. */
export function colouringOf(
  { maps }: Pick<AnySurface, 'maps'>,
  isSigned: readonly boolean[],
  ramps: { readonly plain: RampId; readonly signed: RampId },
): (Colouring | undefined)[] {
  const those = (signed: boolean) =>
    maps.filter((map, i): map is ArrayLike<number> => map !== undefined && isSigned[i] === signed);
  const plain = { scale: sharedScale(those(false)), ramp: ramps.plain };
  const signed = { scale: signedScale(those(true)), ramp: ramps.signed };
  return maps.map((map, i) => map && (isSigned[i] ? signed : plain));
}

/** A key for each scale that a surface's maps are drawn on. `isOnly`: no other surface counts by the same unit. */
export function keysOf(
  surface: AnySurface,
  colourings: readonly (Colouring | undefined)[],
  isOnly: boolean,
): FigureKey[] {
  const different = new Set(colourings.filter((one) => one !== undefined));
  return [...different].map(({ scale, ramp }) => {
    const isEmpty = !(scale.max > scale.min);
    const label = scaleLabel(scale, SURFACES[surface.kind].unit);
    return {
      ramp,
      of: isHeat(surface.kind, ramp) ? 'heat' : 'words',
      label: isEmpty || !isOnly ? `${surface.title}: ${label}` : label,
      ticks: scaleTicks(scale),
    };
  });
}

/** A strip has no picture beneath it, and is tinted as words are where its ramp would vanish on the page. */
function isHeat(kind: SurfaceKind, ramp: RampId): boolean {
  if (kind === 'picture') return true;
  return kind === 'strip' && ramp !== 'greys' && ramp !== 'puor' && ramp !== 'blackwhite';
}
