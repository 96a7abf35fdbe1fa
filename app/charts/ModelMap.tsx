import { useMemo, type KeyboardEvent, type PointerEvent, type ReactNode } from 'react';
import { alongRow, alongSlider } from './keys';
import { blockNear, layOut, type MapLayout, type MapModel, type MapNote } from './modelMap';
import { useWidth } from './useWidth';

interface MapProps {
  readonly model: MapModel;
  /** Words under blocks. */
  readonly notes?: readonly MapNote[];
}

interface ReplayProps extends MapProps {
  /** A slider over the blocks: how far relevance has come. */
  readonly mode: 'replay';
  /** One a block, for those who listen. */
  readonly names: readonly string[];
  readonly at: number;
  readonly onAt: (block: number) => void;
}

interface PickProps extends MapProps {
  /** One of the blocks is chosen. */
  readonly mode: 'pick';
  readonly names: readonly string[];
  /** What is chosen here: “Attention block”. */
  readonly label: string;
  readonly at: number | undefined;
  readonly onAt: (block: number) => void;
}

interface StillProps extends MapProps {
  /** Nothing can be done with it. */
  readonly mode: 'still';
  /** All that it shows, in words (`mapText`). */
  readonly label: string;
}

export type ModelMapProps = ReplayProps | PickProps | StillProps;

/** The inspector's inner width; a map elsewhere measures its own. */
const USUAL_WIDTH = 268;
/** Below the lowest lane: the handle. */
const HANDLE = 16;

/** A model as a map: a lane a stream, a dot a block, an arc where one stream reads another. As wide as its place. */
export function ModelMap(props: ModelMapProps) {
  const { model, notes } = props;
  const [place, width] = useWidth<HTMLDivElement>(USUAL_WIDTH);
  const layout = useMemo(() => layOut(model, width, notes), [model, width, notes]);
  return (
    <div ref={place} className="model-map">
      {props.mode === 'replay' && <ReplayMap {...props} layout={layout} />}
      {props.mode === 'pick' && <PickMap {...props} layout={layout} />}
      {props.mode === 'still' && (
        <div role="img" aria-label={props.label}>
          <Drawing layout={layout} />
        </div>
      )}
    </div>
  );
}

interface Laid {
  readonly layout: MapLayout;
}

function ReplayMap({ layout, names, at, onAt }: ReplayProps & Laid) {
  const count = layout.dots.length;
  const stop = layout.dots[at];
  const bottom = layout.height + HANDLE - 10;
  return (
    <div
      className="model-map-drag"
      role="slider"
      tabIndex={0}
      aria-label="After block"
      aria-valuemin={1}
      aria-valuemax={count}
      aria-valuenow={at + 1}
      aria-valuetext={`${at + 1} of ${count}, ${names[at] ?? ''}`}
      onKeyDown={(event) => follow(event, alongSlider(count, at, event.key), onAt)}
      {...dragging(layout, at, onAt)}
    >
      <Drawing layout={layout} below={HANDLE} reached={at} current={at}>
        {stop && (
          <g className="stop" style={{ transform: `translateX(${stop.x}px)` }}>
            <line y1={12} y2={bottom - 6} />
            <circle cy={bottom} r={6} />
          </g>
        )}
      </Drawing>
    </div>
  );
}

function PickMap({ layout, names, label, at, onAt }: PickProps & Laid) {
  const count = layout.dots.length;
  const choose: Go = (block, map) => {
    onAt(block);
    map.querySelectorAll<SVGGElement>('[role=radio]')[block]?.focus();
  };
  return (
    <div
      className="model-map-drag"
      role="radiogroup"
      aria-label={label}
      onKeyDown={(event) => {
        // Focus is on what is chosen, or on the first where nothing is.
        const to = event.key === ' ' ? (at ?? 0) : alongRow(count, at, event.key);
        follow(event, to, choose);
      }}
      {...dragging(layout, at, choose)}
    >
      <Drawing layout={layout} current={at}>
        {layout.dots.map(({ x, y }, block) => (
          <g
            key={block}
            className="pick"
            role="radio"
            aria-checked={block === at}
            aria-label={names[block] ?? ''}
            tabIndex={block === (at ?? 0) ? 0 : -1}
          >
            <title>{names[block]}</title>
            <rect x={x - layout.step / 2} width={layout.step} height={layout.height} className="hit" />
            <circle cx={x} cy={y} r={layout.radius + 3.4} className="ring" />
          </g>
        ))}
      </Drawing>
    </div>
  );
}

/** Goes to a block; `map` is the element that keys and pointers were caught on. */
type Go = (block: number, map: Element) => void;

function follow(event: KeyboardEvent, to: number | undefined, go: Go): void {
  if (to === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  event.stopPropagation();
  go(to, event.currentTarget);
}

/** A press goes to the nearest block, and on with the finger: dots may be smaller than it. */
function dragging(layout: MapLayout, at: number | undefined, go: Go) {
  const look = ({ currentTarget, clientX }: PointerEvent) => {
    const box = currentTarget.getBoundingClientRect();
    const block = blockNear(layout, ((clientX - box.left) / box.width) * layout.width);
    if (block !== undefined && block !== at) go(block, currentTarget);
  };
  return {
    onPointerDown: (event: PointerEvent) => {
      if (event.button !== 0) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      look(event);
    },
    onPointerMove: (event: PointerEvent) => {
      if (event.currentTarget.hasPointerCapture(event.pointerId)) look(event);
    },
  };
}

interface DrawingProps extends Laid {
  /** Room below. */
  readonly below?: number;
  /** Blocks behind it are still to come. */
  readonly reached?: number;
  /** The block whose arc stands out. */
  readonly current?: number | undefined;
  readonly children?: ReactNode;
}

function Drawing({ layout, below = 0, reached, current, children }: DrawingProps) {
  const { width, height, lanes, dots, radius, arcs, notes } = layout;
  return (
    <svg role="presentation" width="100%" height={height + below} viewBox={`0 0 ${width} ${height + below}`}>
      <g aria-hidden>
        {lanes.map(({ id, from, to, y }) => (
          <line key={id} className="lane" x1={from} x2={to} y1={y} y2={y} />
        ))}
        {arcs.map(({ block, path }) => (
          <path key={block} className="arc" data-current={block === current || undefined} d={path} />
        ))}
        {dots.map(({ x, y, isHollow }, block) => (
          <circle
            key={block}
            className={isHollow ? 'dot hollow' : 'dot'}
            data-ahead={(reached !== undefined && block > reached) || undefined}
            data-current={block === current || undefined}
            cx={x}
            cy={y}
            r={isHollow ? radius - 0.5 : radius}
          />
        ))}
        {lanes.map(
          ({ id, to, y, isOut }) =>
            isOut && <path key={id} className="out" d={`M${to + radius + 1.5} ${y - 5}l8 5l-8 5z`} />,
        )}
        {lanes.map(({ id, label }) => (
          <text key={id} x={label.x} y={label.y}>
            {label.text}
          </text>
        ))}
        {notes.map(({ block, text, x, y }) => (
          <text key={block} x={x} y={y}>
            {text}
          </text>
        ))}
      </g>
      {children}
    </svg>
  );
}
