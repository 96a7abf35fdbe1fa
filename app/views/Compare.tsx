import { lazy, memo } from 'react';
import { useEditor, usePlayground, useSetView, useView } from '../hooks/stores';
import { Agreement } from './Agreement';
import { SEQUENTIAL_RAMPS } from '../../src/ask/view';
import type { Shown } from '../store/shown';
import { Choice, Picker, Range, Toggle } from '../controls/controls';
import { ColourKey } from './ColourKey';
import { EmptyPanels } from './EmptyPanels';
import { DifferencePanel, SidePanels, SwipePanel } from './Panels';
import { useShownMaps } from './useShownMaps';
import { LinkBanner } from './LinkBanner';
import { Messages } from './Messages';
import { OfflineBanner } from './OfflineBanner';
import { Part } from '../controls/Part';
import { Words } from './Words';

const Editor = lazy(() => import('../editor/Editor'));

/** Middle: the two maps on one scale, the words beneath, and the numbers that judge them. */
export function Compare() {
  const maps = useShownMaps();
  const mode = useView((view) => view.mode);
  const isEditing = useEditor(({ isOpen }) => isOpen);
  // Also while what has been computed is not drawn yet.
  const isBusy = usePlayground(({ phase, shown }) => phase !== 'idle' || shown !== maps?.shown);
  return (
    <main className="compare" aria-label="Compare" aria-busy={isBusy}>
      <Messages />
      <OfflineBanner />
      <LinkBanner />
      {isEditing && (
        <div className="edit-layout">
          <Part title="The scene editor" fallback={<div className="stage" style={{ aspectRatio: '1' }} />}>
            <Editor />
          </Part>
          {maps ? <SidePanels maps={maps} /> : <EmptyPanels />}
        </div>
      )}
      {maps ? (
        <div className={`fades ${isBusy && !isEditing ? 'busy' : ''}`}>
          {!isEditing && mode === 'side' && <SidePanels maps={maps} />}
          {!isEditing && mode === 'swipe' && <SwipePanel maps={maps} />}
          {!isEditing && mode === 'difference' && <DifferencePanel maps={maps} />}
          <Words maps={maps} />
          <ColourKey maps={maps} />
          <div className="verdict">
            <Agreement maps={maps} />
            <Explaining {...maps.shown.reply.document.target} />
          </div>
        </div>
      ) : (
        !isEditing && <EmptyPanels />
      )}
      <Controls />
    </main>
  );
}

function Explaining({ answer, versus }: Shown['reply']['document']['target']) {
  return (
    <span>
      Explaining <span className="strong">{answer}</span>
      {versus !== undefined && (
        <>
          {' '}
          rather than <span className="strong">{versus}</span>
        </>
      )}
    </span>
  );
}

/** How it is drawn (nothing is computed anew), and from which block relevance is accumulated (all is). */
export const Controls = memo(function Controls() {
  const view = useView(({ mode, smooth, contours, perMap, ramp, opacity }) => ({
    mode,
    smooth,
    contours,
    perMap,
    ramp,
    opacity,
  }));
  const setView = useSetView();
  const { info, startLayer, setStartLayer } = usePlayground((state) => ({
    info: state.info,
    startLayer: state.asked.startLayer,
    setStartLayer: state.setStartLayer,
  }));
  const last = Math.max(0, (info?.startLayers ?? 1) - 1);
  return (
    <div className="display-controls">
      <Choice
        label="View"
        value={view.mode}
        onChange={(mode) => setView({ mode })}
        options={[
          ['side', 'Side by side'],
          ['swipe', 'Swipe'],
          ['difference', 'Difference'],
        ]}
      />
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
        label="Start layer"
        value={startLayer ?? info?.recommended.startLayer ?? 0}
        max={Math.max(1, last)}
        isDisabled={!info || last === 0}
        onChange={setStartLayer}
      />
      <Toggle isSelected={view.contours} onChange={(contours) => setView({ contours })}>
        Outline the top 20&#8239;%
      </Toggle>
      <Toggle isSelected={view.perMap} onChange={(perMap) => setView({ perMap })}>
        Own scale for each map
      </Toggle>
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
      <Range
        label="Opacity"
        value={Math.round(view.opacity * 100)}
        max={100}
        step={5}
        onChange={(opacity) => setView({ opacity: opacity / 100 })}
        format={(value) => `${value}\u202f%`}
      />
      {view.perMap && (
        <p className="quiet wide">
          Each map is stretched from its own least to its own greatest value: the shapes show, but colours of
          the two maps no longer mean the same.
        </p>
      )}
    </div>
  );
});
