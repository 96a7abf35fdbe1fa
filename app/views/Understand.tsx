import { useEffect, useMemo, useState } from 'react';
import { Button } from 'react-aria-components';
import type { Importance } from '../../src/relevance/types';
import { WeightsChart } from '../charts/WeightsChart';
import { usePlayground, useSetView, useView } from '../store/hooks';
import { blockName, blockPlace } from '../text/blocks';
import { AttentionView } from './AttentionView';
import { Help, Picker, Range } from './controls';

const IMPORTANCES: readonly Importance[] = ['norm', 'norm-ln', 'gradient', 'mixing'];

/** Why the maps differ: the weights, and how relevance comes together block by block. */
export default function Understand() {
  return (
    <div className="stack inspector-sections">
      <Weights />
      <Replay />
      <AttentionView />
    </div>
  );
}

function Weights() {
  const { weights, shownImportance } = usePlayground(({ shown, info }) => ({
    weights: shown?.reply.weights,
    shownImportance:
      shown?.panels.find(({ id }) => id === 'weighted')?.importance ?? info?.recommended.importance ?? 'norm',
  }));
  const [chosen, setChosen] = useState<Importance>();
  const importance = chosen ?? shownImportance;
  const { word, patch } = useView(({ word, patch }) => ({ word, patch }));
  const [column, setColumn] = useState<number>();
  const columns = useMemo(
    () =>
      (weights ?? []).map((block) => ({
        name: blockName(block),
        place: blockPlace(block.kind).toLowerCase(),
        weights: block.weights[importance],
      })),
    [weights, importance],
  );
  // The image stream begins with its summary token (CLS), so patch p is token p + 1.
  const token = (i: number) =>
    weights?.[i]?.query === 'text' ? word : patch === undefined ? undefined : patch + 1;
  const selected = column === undefined ? undefined : columns[column];
  return (
    <section className="stack">
      <div className="frame-title">
        <h3>How much attention counts</h3>
        <Help about="the weights">
          <p>
            Each block adds what its attention brought to what was there before. The weight w compares the
            importance of the two, token by token: 0.2 means that attention brought a fifth of what was there.
          </p>
          <p>
            <i>Weighted</i> relevance multiplies by w; <i>equal</i> relevance takes w = 1 everywhere.
          </p>
        </Help>
      </div>
      <p className="quiet">
        Weight of what came through attention, against what was there before. <i>Equal</i> is the dashed line.
      </p>
      {columns.length === 0 ? (
        <p className="quiet">Shown with the first answer.</p>
      ) : (
        <>
          <WeightsChart
            columns={columns}
            selected={column}
            onSelect={setColumn}
            token={token}
            label="Weight of attention by block"
          />
          <div className="row spread-row">
            <span className="quiet chart-note">
              {selected ? selected.name : 'Dot: mean. Bar: 80 % of the tokens.'}
            </span>
            <Picker
              label="Importance"
              value={importance}
              options={IMPORTANCES.map((id) => ({ id, text: id }))}
              onChange={(id) => setChosen(IMPORTANCES.find((entry) => entry === id))}
            />
          </div>
        </>
      )}
    </section>
  );
}

const STEP_MS = 350;

/** Shows the maps as they are after each block; the last block is the map itself. */
function Replay() {
  const weights = usePlayground(({ shown, example }) => (example ? undefined : shown?.reply.weights));
  const replay = useView((view) => view.replay);
  const setView = useSetView();
  const [isPlaying, setPlaying] = useState(false);
  const last = (weights?.length ?? 1) - 1;
  const step = replay === undefined ? last : Math.min(replay, last);

  useEffect(() => {
    if (!isPlaying) return;
    const timer = setTimeout(() => {
      const next = step + 1;
      setView({ replay: next >= last ? undefined : next });
      if (next >= last) setPlaying(false);
    }, STEP_MS);
    return () => clearTimeout(timer);
  }, [isPlaying, step, last, setView]);

  // A replay belongs to the explanation it was started on, and to this view.
  useEffect(
    () => () => {
      setView({ replay: undefined });
    },
    [weights, setView],
  );

  const toggle = () => {
    if (!isPlaying && step >= last) setView({ replay: 0 });
    setPlaying(!isPlaying);
  };
  const block = weights?.[step];
  return (
    <section className="stack">
      <h3>How relevance comes together</h3>
      <div className="replay">
        <Button
          className="button round"
          aria-label={isPlaying ? 'Pause the replay' : 'Play the replay'}
          isDisabled={!weights}
          onPress={toggle}
        >
          <svg width="12" height="12" viewBox="0 0 12 12" aria-hidden>
            {isPlaying ? (
              <path d="M2 1h3v10H2zM7 1h3v10H7z" fill="currentColor" />
            ) : (
              <path d="M2.5 1v10l8-5z" fill="currentColor" />
            )}
          </svg>
        </Button>
        <Range
          label="Block"
          value={step + 1}
          min={1}
          max={Math.max(2, last + 1)}
          isDisabled={!weights}
          onChange={(value) => {
            setPlaying(false);
            setView({ replay: value - 1 >= last ? undefined : value - 1 });
          }}
          format={(value) => `${value} of ${last + 1}`}
        />
      </div>
      <p className="quiet chart-note">{block ? `After ${blockName(block)}` : ' '}</p>
    </section>
  );
}
