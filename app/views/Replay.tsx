import { useEffect, useState } from 'react';
import { Button } from 'react-aria-components';
import { Range } from '../controls/controls';
import { usePlayground, useReplay } from '../hooks/stores';
import { blockName } from '../text/blocks';

const STEP_MS = 350;

/** Shows the maps as they are after each block; the last block is the map itself. */
export function Replay() {
  const { shown, blocks } = usePlayground(({ shown, info, example }) => ({
    shown: example ? undefined : shown,
    blocks: info?.blocks,
  }));
  const { block: stop, replayed, error, show } = useReplay((state) => state);
  const [isStarted, setStarted] = useState(false);
  const isReady = shown !== undefined && blocks !== undefined;
  const last = isReady ? blocks.length - 1 : 0;
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
  const block = isReady ? blocks[step] : undefined;
  return (
    <section className="stack">
      <h3>How relevance comes together</h3>
      <div className="replay">
        <Button
          className="button round"
          aria-label={isPlaying ? 'Pause the replay' : 'Play the replay'}
          isDisabled={!isReady}
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
          isDisabled={!isReady}
          onChange={(value) => {
            setStarted(false);
            show(value - 1 >= last ? undefined : value - 1);
          }}
          format={(value) => `${value} of ${last + 1}`}
        />
      </div>
      <p className="quiet chart-note">
        {error ?? (block ? `After ${blockName(block, shown!.reply.document.streams)}` : ' ')}
      </p>
    </section>
  );
}
