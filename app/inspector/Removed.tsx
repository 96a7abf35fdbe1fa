import { useCallback, useMemo } from 'react';
import { removedCount } from '../../src/faithfulness/grid';
import { removalOrder, tieBreak } from '../../src/faithfulness/order';
import type { Modality } from '../../workers/protocol';
import type { Direction } from '../store/tests';
import { useSetView, useView } from '../hooks/stores';
import { describePatch } from '../maps/describe';
import { PatchMap } from '../surfaces/picture/PatchMap';
import type { ShownMaps } from '../maps/shownMaps';

interface RemovedProps {
  readonly maps: ShownMaps;
  readonly modality: Modality;
  readonly direction: Direction;
  readonly fraction: number;
}

/** What is left of the input at the removed fraction, for both maps. */
export function Removed({ maps, modality, direction, fraction }: RemovedProps) {
  return (
    <div className="removed-pair">
      {maps.panels.map((panel, i) => (
        <figure key={i} aria-label={`What is left, ${panel.label}`}>
          {modality === 'image' ? (
            <RemovedPatches maps={maps} values={panel.image} direction={direction} fraction={fraction} />
          ) : (
            <RemovedWords maps={maps} values={panel.words} direction={direction} fraction={fraction} />
          )}
          <figcaption className="quiet">{panel.label}</figcaption>
        </figure>
      ))}
    </div>
  );
}

/** Seed of the order of ties, as the worker's test has it. */
const SEED = 0;

/** Indices that are removed at a fraction, in the test's own order. */
function removedAt(values: ArrayLike<number>, direction: Direction, fraction: number): number[] {
  const order = removalOrder(values, tieBreak(values.length, SEED), direction);
  return Array.from(order.subarray(0, removedCount(fraction, values.length)));
}

interface PartProps {
  readonly maps: ShownMaps;
  readonly values: ArrayLike<number>;
  readonly direction: Direction;
  readonly fraction: number;
}

function RemovedPatches({ maps, values, direction, fraction }: PartProps) {
  const patch = useView((view) => view.patch);
  const setView = useSetView();
  const hidden = useMemo(() => removedAt(values, direction, fraction), [values, direction, fraction]);
  const describe = useCallback((at: number) => describePatch(maps, at), [maps]);
  return (
    <PatchMap
      image={maps.shown.image}
      grid={maps.grid}
      heats={[]}
      smooth
      opacity={1}
      hidden={hidden}
      patch={patch}
      onPatch={(at) => setView({ patch: at })}
      describe={describe}
      label="Patches that are left"
    />
  );
}

function RemovedWords({ maps, values, direction, fraction }: PartProps) {
  const removed = new Set(removedAt(values, direction, fraction));
  return (
    <p className="removed-words">
      {maps.words.map(({ text }, i) =>
        removed.has(i) ? <s key={i}>{text} </s> : <span key={i}>{text} </span>,
      )}
    </p>
  );
}
