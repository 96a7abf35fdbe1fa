import { useEffect, useMemo, useState } from 'react';
import { Button } from 'react-aria-components';
import { ModelMap } from '../charts/ModelMap';
import { useReplay } from '../hooks/stores';
import { shortTitle } from '../text/methods';
import { mapSentence } from '../text/blocks';
import type { ReplayState } from '../store/replay';
import type { Shown } from '../store/shown';
import { growthSentence, mostIn } from './growth';
import { useModelOnShow, type ModelOnShow } from './useModelOnShow';

const STEP_MS = 350;

/** Shows the maps as they are after each block; the last block is the map itself. */
export function Replay() {
  const onShow = useModelOnShow();
  return (
    <section className="stack">
      <h3>How relevance comes together</h3>
      {onShow ? <Steps {...onShow} /> : <p className="quiet">Shown with the first answer.</p>}
    </section>
  );
}

function Steps({ shown, model, names }: ModelOnShow) {
  const { block: stop, replayed, error, show } = useReplay((state) => state);
  const [isStarted, setStarted] = useState(false);
  const last = names.length - 1;
  const step = stop === undefined ? last : Math.min(stop, last);
  // The end of it, another explanation and a failure all end in the map itself.
  const isPlaying = isStarted && stop !== undefined;
  // It waits where it is until there is something to play.
  const isMoving = isPlaying && replayed !== undefined;

  useEffect(() => {
    if (!isMoving) return;
    const timer = setTimeout(() => {
      const next = step + 1;
      show(next >= last ? undefined : next);
    }, STEP_MS);
    return () => clearTimeout(timer);
  }, [isMoving, step, last, show]);

  // A replay belongs to this view.
  useEffect(() => () => show(undefined), [show]);

  const toggle = () => {
    if (stop === undefined) show(0);
    setStarted(!isPlaying);
  };
  const grown = useMemo(() => grownIn(shown, replayed), [shown, replayed]);
  return (
    <>
      <ModelMap
        mode="replay"
        model={model}
        names={names}
        at={step}
        onAt={(block) => {
          setStarted(false);
          show(block >= last ? undefined : block);
        }}
      />
      <div className="row">
        <Button
          className="button round"
          aria-label={isPlaying ? 'Pause the replay' : 'Play the replay'}
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
        {/* The slider says so itself to those who listen. */}
        <p className="quiet replay-at" aria-hidden>
          After block{' '}
          <span className="strong">
            {step + 1} of {last + 1}
          </span>
          {stop !== undefined && <span className="chart-note">{names[step]}</span>}
        </p>
      </div>
      <p className="quiet">{error ?? grown ?? mapSentence(model)}</p>
    </>
  );
}

/** When the two maps came together; undefined before a replay of this explanation, and where neither grows. */
function grownIn(shown: Shown, replayed: ReplayState['replayed']): string | undefined {
  if (replayed?.of !== shown) return undefined;
  const { methods } = shown.asked;
  const isOneMethod = methods[0].id === methods[1].id;
  return growthSentence(
    shown.columns.map((column, side) => ({
      name: isOneMethod ? ['Left', 'Right'][side]! : shortTitle(methods[side]!),
      run: mostIn(replayed.steps[column]!),
    })),
  );
}
