import { line } from 'd3-shape';
import { scaleLinear } from 'd3-scale';

export interface ChartCurve {
  readonly id: string;
  readonly name: string;
  readonly colour: string;
  readonly dashed?: boolean;
  /** In order of x. */
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

interface CurvesChartProps {
  readonly curves: readonly ChartCurve[];
  /** Where the reader looks, 0…1. */
  readonly at: number;
  readonly onAt: (x: number) => void;
  readonly label: string;
  readonly startLabel: string;
  readonly endLabel: string;
}

const WIDTH = 276;
const HEIGHT = 176;
const LEFT = 34;
const BOTTOM = 20;
const TOP = 8;
const RIGHT = 6;

/** Probability against the removed fraction, both 0…1, one line a curve with its name beside it. */
export function CurvesChart({ curves, at, onAt, label, startLabel, endLabel }: CurvesChartProps) {
  const x = scaleLinear([0, 1], [LEFT, WIDTH - RIGHT]).clamp(true);
  const y = scaleLinear([0, 1], [HEIGHT - BOTTOM, TOP]);
  const path = line<{ x: number; y: number }>()
    .x((point) => x(point.x))
    .y((point) => y(point.y));
  const look = (event: React.PointerEvent<SVGSVGElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    onAt(x.invert(((event.clientX - box.left) / box.width) * WIDTH));
  };
  return (
    <svg
      className="chart curves"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      role="img"
      aria-label={label}
      onPointerDown={look}
      onPointerMove={(event) => {
        if (event.buttons > 0) look(event);
      }}
    >
      {[0, 0.5, 1].map((tick) => (
        <g key={tick}>
          <line
            x1={LEFT}
            x2={WIDTH - RIGHT}
            y1={y(tick)}
            y2={y(tick)}
            className={tick === 0 ? 'axis' : 'grid'}
          />
          <text x={LEFT - 6} y={y(tick)} dy="0.32em" textAnchor="end" className="tick">
            {tick * 100}&#8239;%
          </text>
        </g>
      ))}
      <text x={LEFT} y={HEIGHT - 4} className="tick">
        {startLabel}
      </text>
      <text x={WIDTH - RIGHT} y={HEIGHT - 4} textAnchor="end" className="tick">
        {endLabel}
      </text>
      <line x1={x(at)} x2={x(at)} y1={TOP} y2={y(0)} className="look" />
      {curves.map(({ id, colour, dashed, points }) => (
        <g key={id}>
          <path
            d={path(points) ?? ''}
            fill="none"
            stroke={colour}
            strokeWidth={dashed ? 1.5 : 2}
            strokeDasharray={dashed ? '2 3' : undefined}
          />
          {points.map((point) => (
            <circle key={point.x} cx={x(point.x)} cy={y(point.y)} r={1.8} fill={colour} />
          ))}
        </g>
      ))}
    </svg>
  );
}
