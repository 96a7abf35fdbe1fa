import { createElement, useMemo, useState } from 'react';
import { sharedScale, signedScale } from '../../src/overlay/scale';
import { SURFACES, surfaceName, type Heat, type SurfaceKind } from '../../src/surfaces';
import { SURFACE_VIEWS } from '../surfaces';
import type { SurfaceExtras, SurfaceViewProps } from '../surfaces/view';
import { zeros } from './data/maps';
import { SURFACE_SAMPLES, type Laid } from './data/surfaces';
import type { Wording } from './data/texts';
import type { State } from './states';
import { Stated } from './Stated';

interface ShownSurfaceProps<K extends SurfaceKind> {
  readonly kind: K;
  readonly state: State;
  readonly wording: Wording;
  /** In place of the sample's own. */
  readonly extras?: SurfaceExtras[K];
  /** One column: left map less right map. */
  readonly isDifference?: boolean;
}

/** A surface in two maps on one scale, as its columns show it. */
export function ShownSurface<K extends SurfaceKind>(props: ShownSurfaceProps<K>) {
  const { kind, state, wording, isDifference = false } = props;
  const { laid, extras } = SURFACE_SAMPLES[kind];
  const { parts, maps } = useMemo(() => laid(wording), [laid, wording]);
  const heats = useMemo(
    () => heatsOf({ parts, maps }, state, isDifference),
    [parts, maps, state, isDifference],
  );
  const [at, setAt] = useState<number>();
  return (
    <Stated
      state={state}
      empty={kind === 'picture' ? 'Ask something about this picture.' : 'The maps come here when you ask.'}
      nothing={
        kind === 'picture'
          ? 'No patch has any relevance for this answer.'
          : 'This output does not depend on attention.'
      }
    >
      <div className="columns">
        {heats.map(({ method, heat }) => (
          <Column
            key={method}
            kind={kind}
            method={method}
            parts={parts}
            heat={heat}
            extras={props.extras ?? extras}
            state={state}
            at={at}
            onAt={setAt}
          />
        ))}
      </div>
    </Stated>
  );
}

interface MethodHeat {
  readonly method: string;
  readonly heat: Heat;
}

function heatsOf<K extends SurfaceKind>(
  { maps: [left, right] }: Laid<K>,
  state: State,
  isDifference: boolean,
): MethodHeat[] {
  if (isDifference) {
    const values = left.map((value, i) => value - right[i]!);
    return [{ method: 'Difference', heat: { values, scale: signedScale([values]), ramp: 'puor' } }];
  }
  const isBlank = state === 'empty' || state === 'nothing';
  const scale = sharedScale(isBlank ? [zeros(1)] : [left, right]);
  const ramp = state === 'guess' ? 'greys' : 'magma';
  const heat = (values: Float32Array): Heat => ({
    values: isBlank ? zeros(values.length) : values,
    scale,
    ramp,
  });
  const weighted = { method: 'Weighted', heat: heat(left) };
  // Before anything is asked the picture stands there once; and a column is drawn when it is ready.
  if (state === 'empty' || state === 'partial') return [weighted];
  return [weighted, { method: 'Equal', heat: heat(right) }];
}

interface ColumnProps<K extends SurfaceKind> extends MethodHeat {
  readonly kind: K;
  readonly parts: SurfaceViewProps<K>['parts'];
  readonly extras: SurfaceExtras[K];
  readonly state: State;
  readonly at: number | undefined;
  readonly onAt: (at: number | undefined) => void;
}

function Column<K extends SurfaceKind>({
  kind,
  method,
  heat,
  parts,
  extras,
  state,
  at,
  onAt,
}: ColumnProps<K>) {
  const rules = SURFACES[kind];
  const { title } = SURFACE_SAMPLES[kind];
  const where = rules.where(parts, heat.values);
  const isStale = state === 'stale';
  const name = (
    <p className="surface-name">
      <span>{where === undefined ? title : `${title}, ${where}`}</span>
    </p>
  );
  return (
    <section
      className={`gallery-column fades ${isStale ? 'busy' : ''}`}
      aria-label={method}
      aria-busy={isStale}
    >
      <div className="column-title">
        <h3>{method}</h3>
        {state === 'guess' && <span className="quiet">of a guess</span>}
      </div>
      <div className={`surface ${kind} ${state === 'guess' ? 'guess' : ''}`}>
        {kind !== 'picture' && name}
        {createElement<SurfaceViewProps<K>>(SURFACE_VIEWS[kind], {
          parts,
          heat,
          name: surfaceName(rules, method, title, parts, heat.values),
          at,
          onAt,
          extras,
        })}
        {kind === 'picture' && name}
      </div>
    </section>
  );
}
