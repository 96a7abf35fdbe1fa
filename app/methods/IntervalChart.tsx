import { scaleLinear } from 'd3-scale';
import { wholePercent } from '../text/format';
import type { Figure } from './evidence';

interface IntervalChartProps {
  readonly figure: Figure;
  /** What a random order gets. */
  readonly random: number | undefined;
  /** Both ends of the axis, shares. */
  readonly axis: readonly [number, number];
}

const WIDTH = 116;
const HEIGHT = 26;
const MIDDLE = HEIGHT / 2;
/** The dot's radius and half of the bar's width stay inside. */
const MARGIN = 4;

/** A dot on its 95 % interval, against random order. Its words stand in the row's name, so it is hidden from readers. */
export function IntervalChart({ figure, random, axis }: IntervalChartProps) {
  const x = scaleLinear(axis, [MARGIN, WIDTH - MARGIN]);
  return (
    <span className="interval">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden>
        <line x1={MARGIN} x2={WIDTH - MARGIN} y1={MIDDLE} y2={MIDDLE} className="track" />
        {random !== undefined && (
          <line x1={x(random)} x2={x(random)} y1={4} y2={HEIGHT - 4} className="random" />
        )}
        <line x1={x(figure.low)} x2={x(figure.high)} y1={MIDDLE} y2={MIDDLE} className="bar" />
        <circle cx={x(figure.value)} cy={MIDDLE} r={3.5} className="dot" />
      </svg>
      <span className="number">{wholePercent(figure.value)}</span>
    </span>
  );
}
