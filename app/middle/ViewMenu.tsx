import { SEQUENTIAL_RAMPS } from '../../src/ask/view';
import { Choice, Picker, Range, Toggle } from '../controls/controls';
import { useSetView, useView } from '../hooks/stores';

/** How maps are drawn; nothing is computed anew. */
export default function ViewMenu() {
  const view = useView(({ mode, smooth, contours, perMap, ramp, opacity, allTokens }) => ({
    mode,
    smooth,
    contours,
    perMap,
    ramp,
    opacity,
    allTokens,
  }));
  const setView = useSetView();
  return (
    <div className="stack view-menu">
      <Choice
        label="Drawing"
        value={view.smooth ? 'smooth' : 'patch'}
        onChange={(drawing) => setView({ smooth: drawing === 'smooth' })}
        options={[
          ['smooth', 'Smooth'],
          ['patch', 'Patches'],
        ]}
      />
      <Range
        label="Opacity"
        value={Math.round(view.opacity * 100)}
        max={100}
        step={5}
        onChange={(opacity) => setView({ opacity: opacity / 100 })}
        format={(value) => `${value}\u202f%`}
      />
      <span className="with-label">
        <span aria-hidden>Colours</span>
        <Picker
          label="Colours"
          value={view.ramp}
          options={SEQUENTIAL_RAMPS.map((id) => ({ id, text: id }))}
          onChange={(id) => {
            const ramp = SEQUENTIAL_RAMPS.find((entry) => entry === id);
            if (ramp) setView({ ramp, usualRamp: ramp });
          }}
        />
      </span>
      <Toggle isSelected={view.contours} onChange={(contours) => setView({ contours })}>
        Outline the top 20&#8239;%
      </Toggle>
      <Toggle isSelected={view.perMap} onChange={(perMap) => setView({ perMap })}>
        Own scale for each map
      </Toggle>
      <Toggle
        isSelected={view.mode === 'swipe'}
        onChange={(isOn) => setView({ mode: isOn ? 'swipe' : 'side' })}
      >
        One picture with a divider
      </Toggle>
      <Toggle isSelected={view.allTokens} onChange={(allTokens) => setView({ allTokens })}>
        All tokens, special ones too
      </Toggle>
      {view.perMap && (
        <p className="quiet">
          Each map is stretched from its own least to its own greatest value: the shapes show, but colours of
          the two maps no longer mean the same.
        </p>
      )}
    </div>
  );
}
