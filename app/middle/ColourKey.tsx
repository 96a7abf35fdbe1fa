import { memo } from 'react';
import { ramp } from '../../src/overlay/ramp';
import { percent, scaleLabel, signedScale } from '../../src/overlay/scale';
import { useView } from '../hooks/stores';
import { ColourBar } from '../charts/ColourBar';
import { regionOf } from '../../src/image/regions';
import { differenceOf, type ShownMaps } from '../maps/shownMaps';

/** The colour bar, and what stands under the pointer, in both maps. */
export const ColourKey = memo(function ColourKey({ maps }: { readonly maps: ShownMaps }) {
  const {
    mode,
    patch,
    perMap,
    ramp: usual,
    held,
  } = useView(({ mode, patch, perMap, ramp, held }) => ({ mode, patch, perMap, ramp, held }));
  const colours = maps.isGuess ? 'greys' : usual;
  const [left, right] = maps.panels;
  const isDifference = mode === 'difference' || held === 'difference';
  const scale = isDifference ? signedScale([differenceOf(left.image, right.image)]) : maps.scale;
  const at = patch === undefined || left.image.length === 0 ? undefined : left.image[patch];
  const values = [left, right].map(({ image }) => (patch === undefined ? undefined : image[patch]));
  const marks = isDifference
    ? at === undefined
      ? []
      : [{ value: values[0]! - values[1]!, colour: 'var(--ink)' }]
    : values.flatMap((value, i) =>
        value === undefined ? [] : [{ value, colour: i === 0 ? 'var(--panel-a)' : 'var(--panel-b)' }],
      );
  return (
    <div className="colour-key">
      <ColourBar
        ramp={ramp(isDifference ? (maps.isGuess ? 'blackwhite' : 'puor') : colours)}
        min={scale.min}
        max={scale.max}
        marks={marks}
        startLabel={
          isDifference ? `${right.label} ${percent(scale.max)}` : perMap ? 'least' : percent(scale.min)
        }
        endLabel={
          isDifference
            ? `${left.label} ${percent(scale.max)} more a patch`
            : perMap
              ? 'greatest of each map'
              : scaleLabel(scale)
        }
      />
      <p className="readout">
        {patch === undefined || at === undefined ? (
          <span className="quiet">Point at a patch, a word or an answer.</span>
        ) : (
          <>
            <span className="quiet">
              row {Math.floor(patch / maps.grid.cols) + 1}, column {(patch % maps.grid.cols) + 1},{' '}
              {regionOf(maps.grid, patch)}
            </span>
            {[left, right].map((panel, i) => (
              <span key={i}>
                {panel.label} <b>{percent(panel.image[patch]!)}</b>{' '}
                <span className="quiet">
                  rank {panel.ranks[patch]} of {panel.image.length}
                </span>
              </span>
            ))}
          </>
        )}
      </p>
    </div>
  );
});
