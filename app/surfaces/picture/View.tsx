import { memo, useMemo } from 'react';
import { SURFACES } from '../../../src/surfaces';
import type { SurfaceViewProps } from '../view';
import { PatchMap } from './PatchMap';
import './picture.css';

/** The picture with one map's heat over it. */
export const PictureView = memo(function PictureView({
  parts,
  heat,
  name,
  at,
  onAt,
  onChoose,
  describe,
  extras,
}: SurfaceViewProps<'picture'>) {
  const { from, to, image, grid, smooth, opacity, outlines, hidden, marks } = extras;
  const heats = useMemo(
    () => [{ ...heat, ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) }],
    [heat, from, to],
  );
  return (
    <PatchMap
      image={image}
      grid={grid}
      heats={heats}
      smooth={smooth}
      opacity={opacity}
      {...(outlines ? { outlines } : {})}
      {...(hidden ? { hidden } : {})}
      marks={marks}
      patch={at}
      onPatch={onAt}
      {...(onChoose ? { onChoose } : {})}
      describe={describe ?? ((patch) => SURFACES.picture.partName(parts, heat.values, patch))}
      label={name}
    />
  );
});
export default PictureView;
