import {
  memo,
  useEffect,
  useId,
  useMemo,
  useRef,
  type CSSProperties,
  type KeyboardEvent,
  type MouseEvent,
} from 'react';
import { percent, positionOf, type ColourScale } from '../../../src/overlay/scale';
import { SURFACES } from '../../../src/surfaces';
import { stripColumns } from '../../../src/surfaces/strip/columns';
import { profilePath } from '../../../src/surfaces/strip/profile';
import { stripTicks } from '../../../src/surfaces/strip/ticks';
import type { SurfaceViewProps } from '../view';
import { StripHeat } from './StripHeat';
import './strip.css';

/** Ticks: about one in so many positions of a long strip, and never fewer than these. */
const POSITIONS_A_TICK = 250;
const FEWEST_TICKS = 4;

/** About as many as a column of the page has pixels. */
const MOST_COLUMNS = 384;

/** What stays in sight beside the position at hand, in pixels: half its label. */
const MARGIN = 48;

/**
 * Positions as a strip of heat on an axis, with the same values as a line of bars above it. A list of which only the
 * position at hand is an element: there may be thousands.
 */
export const StripView = memo(function StripView(props: SurfaceViewProps<'strip'>) {
  const { parts, heat, name, at, onAt, onChoose, describe } = props;
  const { count } = parts;
  const { values, scale, ramp } = heat;
  const id = useId();
  const track = useRef<HTMLDivElement>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const columns = useMemo(() => {
    const positions = Float32Array.from({ length: count }, (_, i) => positionOf(scale, values[i] ?? 0));
    return stripColumns(positions, MOST_COLUMNS, scale.kind === 'diverging' ? 0.5 : 0);
  }, [count, values, scale]);
  const profile = useMemo(() => profilePath(columns, scale.kind), [columns, scale.kind]);
  const ticks = useMemo(
    () => stripTicks(count, Math.max(FEWEST_TICKS, Math.round(count / POSITIONS_A_TICK))),
    [count],
  );
  const start = useMemo(() => strongest(count, values), [count, values]);
  const shown = at !== undefined && at < count ? at : undefined;
  const active = shown ?? start;

  // Wherever a position is pointed at, all strips show it.
  useEffect(() => {
    if (shown !== undefined) keepInSight(scroller.current, (shown + 0.5) / count);
  }, [shown, count]);

  const toPosition = ({ clientX }: MouseEvent): number | undefined => {
    const frame = track.current?.getBoundingClientRect();
    if (!frame || frame.width === 0 || count === 0) return undefined;
    const position = Math.floor(((clientX - frame.left) / frame.width) * count);
    return Math.min(count - 1, Math.max(0, position));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Escape') return onAt(undefined);
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      if (shown !== undefined) onChoose?.(shown);
      return;
    }
    const next = SURFACES.strip.move(parts, active, event.key);
    if (next === undefined) return;
    event.preventDefault();
    onAt(next);
  };

  return (
    <div ref={scroller} className="strip">
      <div
        ref={track}
        className="strip-track"
        style={{ '--positions': count } as CSSProperties}
        role="listbox"
        aria-orientation="horizontal"
        aria-label={name}
        aria-activedescendant={count > 0 ? `${id}-${active}` : undefined}
        title={shown === undefined ? undefined : describe?.(shown)}
        tabIndex={0}
        onKeyDown={onKeyDown}
        onFocus={() => {
          if (shown === undefined && count > 0) onAt(start);
        }}
        onBlur={() => onAt(undefined)}
        onPointerMove={(event) => {
          if (event.pointerType !== 'touch') onAt(toPosition(event));
        }}
        onPointerLeave={(event) => {
          if (event.pointerType !== 'touch') onAt(undefined);
        }}
        onClick={(event) => {
          const chosen = toPosition(event);
          onAt(chosen);
          if (chosen !== undefined) onChoose?.(chosen);
        }}
      >
        <svg
          className="strip-profile"
          viewBox={`0 0 ${columns.length} 1`}
          preserveAspectRatio="none"
          aria-hidden
        >
          <path d={profile} />
        </svg>
        <StripHeat columns={columns} ramp={ramp} />
        {count > 0 && (
          // Another position is another element: that is what makes screen readers say it.
          <div
            key={active}
            id={`${id}-${active}`}
            className="strip-cursor"
            style={{ '--from': `${(active / count) * 100}%`, '--wide': `${100 / count}%` } as CSSProperties}
            role="option"
            aria-label={SURFACES.strip.partName(parts, values, active)}
            aria-posinset={active + 1}
            aria-setsize={count}
            data-shown={shown !== undefined || undefined}
          />
        )}
        <div className="strip-axis" aria-hidden>
          {ticks.map(({ label, place }) => (
            <span key={label} style={{ left: `${place * 100}%`, translate: `${-100 * kept(place)}%` }}>
              {label}
            </span>
          ))}
          {shown !== undefined && (
            <b
              style={{
                left: `${((shown + 0.5) / count) * 100}%`,
                translate: `${(-100 * (shown + 0.5)) / count}%`,
              }}
            >
              {shown + 1}: {signedPercent(values[shown] ?? 0, scale)}
            </b>
          )}
        </div>
      </div>
    </div>
  );
});
export default StripView;

/** Scrolls a strip sideways, and only as far as it must, until `place` (0…1) is in it. The page stays where it is. */
function keepInSight(scroller: HTMLElement | null, place: number): void {
  if (!scroller) return;
  const at = place * scroller.scrollWidth;
  const { scrollLeft, clientWidth } = scroller;
  if (at - MARGIN < scrollLeft) scroller.scrollLeft = at - MARGIN;
  else if (at + MARGIN > scrollLeft + clientWidth) scroller.scrollLeft = at + MARGIN - clientWidth;
}

/** Where the walk begins. */
function strongest(count: number, values: ArrayLike<number>): number {
  let best = 0;
  for (let i = 1; i < count; i++) if (Math.abs(values[i] ?? 0) > Math.abs(values[best] ?? 0)) best = i;
  return best;
}

/** Share of a label that lies left of its place: half of it, and none or all at the ends, where it would be cut. */
function kept(place: number): number {
  if (place < 0.1) return place;
  return place > 0.9 ? place : 0.5;
}

function signedPercent(value: number, { kind }: ColourScale): string {
  return kind === 'diverging' && value > 0 ? `+${percent(value)}` : percent(value);
}
