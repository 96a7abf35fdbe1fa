import { useMemo, useRef, type KeyboardEvent } from 'react';
import { max, mean, quantileSorted } from 'd3-array';
import { scaleBand, scaleSqrt } from 'd3-scale';
import { alongRow } from './keys';

export interface WeightColumn {
  /** Full name, e.g. for a tooltip. */
  readonly name: string;
  /** Columns next to each other with one place share a label. */
  readonly place: string;
  readonly weights: Float32Array;
}

interface WeightsChartProps {
  readonly columns: readonly WeightColumn[];
  readonly selected: number | undefined;
  readonly onSelect: (column: number | undefined) => void;
  /** Index into the weights of each column to be pointed at, e.g. the token under the pointer. */
  readonly token: (column: number) => number | undefined;
  readonly label: string;
}

const WIDTH = 276;
const HEIGHT = 148;
const LEFT = 30;
const BOTTOM = 22;
const TOP = 8;

interface Summary {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/**
 * How much each block's attention counts against what was there before: the middle 80 % of tokens as a bar, the mean as
 * a dot, and *equal* as the line w = 1 that it is. Columns answer to pointer and keyboard, as one tab stop.
 */
export function WeightsChart({ columns, selected, onSelect, token, label }: WeightsChartProps) {
  const summaries = useMemo(() => columns.map(({ weights }) => summaryOf(weights)), [columns]);
  const top = Math.max(1.15, (max(summaries, ({ high }) => high) ?? 1) * 1.05);
  const x = scaleBand(
    columns.map((_, i) => i),
    [LEFT, WIDTH],
  ).padding(0.25);
  // Roots, so that one block far above 1 does not press all others onto the axis.
  const y = scaleSqrt([0, top], [HEIGHT - BOTTOM, TOP]);
  const places = placesOf(columns);
  const ticks = [0, 0.25, 1, ...(top > 2.6 ? [Math.floor(top)] : [])];
  const chart = useRef<SVGSVGElement>(null);
  const stop = Math.min(selected ?? 0, columns.length - 1);
  const walk = (event: KeyboardEvent, from: number) => {
    const to = alongRow(columns.length, from, event.key);
    if (to === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    chart.current?.querySelectorAll<SVGGElement>('.weight-column')[to]?.focus();
  };
  return (
    <svg ref={chart} className="chart" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="group" aria-label={label}>
      {ticks.map((tick) => (
        <text key={tick} x={LEFT - 6} y={y(tick)} dy="0.32em" textAnchor="end" className="tick">
          {tick}
        </text>
      ))}
      <line x1={LEFT} x2={WIDTH} y1={y(0)} y2={y(0)} className="axis" />
      <line x1={LEFT} x2={WIDTH} y1={y(1)} y2={y(1)} className="equal-line" />
      {places.map(({ place, from, to }) => (
        <text
          key={place}
          x={(x(from)! + x(to)! + x.bandwidth()) / 2}
          y={HEIGHT - 6}
          textAnchor="middle"
          className="tick"
        >
          {place}
        </text>
      ))}
      {summaries.map(({ mean: middle, low, high }, i) => {
        const at = token(i);
        const own = at === undefined ? undefined : columns[i]!.weights[at];
        return (
          <g
            key={i}
            className="weight-column"
            data-selected={selected === i || undefined}
            role="button"
            tabIndex={i === stop ? 0 : -1}
            aria-label={`${columns[i]!.name}: mean weight ${middle.toFixed(2)}, most tokens ${low.toFixed(2)} to ${high.toFixed(2)}`}
            onPointerEnter={() => onSelect(i)}
            onPointerLeave={() => onSelect(undefined)}
            onFocus={() => onSelect(i)}
            onBlur={() => onSelect(undefined)}
            onKeyDown={(event) => walk(event, i)}
          >
            <rect x={x(i)! - 1} y={0} width={x.step()} height={HEIGHT - BOTTOM} className="hit" />
            <line
              x1={x(i)! + x.bandwidth() / 2}
              x2={x(i)! + x.bandwidth() / 2}
              y1={y(low)}
              y2={y(high)}
              className="spread"
              strokeWidth={Math.min(7, x.bandwidth())}
            />
            <circle cx={x(i)! + x.bandwidth() / 2} cy={y(middle)} r={2.6} className="mean" />
            {own !== undefined && (
              <line
                x1={x(i)}
                x2={x(i)! + x.bandwidth()}
                y1={y(Math.min(own, top))}
                y2={y(Math.min(own, top))}
                className="own"
              />
            )}
          </g>
        );
      })}
    </svg>
  );
}

function summaryOf(weights: Float32Array): Summary {
  const sorted = Array.from(Float32Array.from(weights).sort());
  return {
    mean: mean(sorted) ?? 0,
    low: quantileSorted(sorted, 0.1) ?? 0,
    high: quantileSorted(sorted, 0.9) ?? 0,
  };
}

function placesOf(columns: readonly WeightColumn[]): { place: string; from: number; to: number }[] {
  const places: { place: string; from: number; to: number }[] = [];
  columns.forEach(({ place }, i) => {
    const last = places[places.length - 1];
    if (last?.place === place) last.to = i;
    else places.push({ place, from: i, to: i });
  });
  return places;
}
