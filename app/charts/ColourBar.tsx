import { useId } from 'react';
import { scaleLinear } from 'd3-scale';
import { rampStops, type Ramp } from '../../src/overlay/ramp';

interface ColourBarProps {
  readonly ramp: Ramp;
  readonly min: number;
  readonly max: number;
  readonly startLabel: string;
  readonly endLabel: string;
  /** Values to point at on the bar. */
  readonly marks?: readonly { readonly value: number; readonly colour: string }[];
}

const WIDTH = 168;
const HEIGHT = 8;

/** A ramp with its two ends named; transparency is shown as on the map, over the page. */
export function ColourBar({ ramp, min, max, startLabel, endLabel, marks = [] }: ColourBarProps) {
  const id = useId();
  const x = scaleLinear([min, max], [0, WIDTH]).clamp(true);
  return (
    <div className="colour-bar" role="img" aria-label={`Colour scale from ${startLabel} to ${endLabel}`}>
      <span>{startLabel}</span>
      <svg
        width={WIDTH}
        height={HEIGHT + 6}
        viewBox={`0 0 ${WIDTH} ${HEIGHT + 6}`}
        preserveAspectRatio="none"
        aria-hidden
      >
        <linearGradient id={id}>
          {rampStops(ramp).map(({ offset, colour, opacity }) => (
            <stop key={offset} offset={offset} stopColor={colour} stopOpacity={opacity} />
          ))}
        </linearGradient>
        <rect width={WIDTH} height={HEIGHT} y={6} rx={2} fill={`url(#${id})`} />
        {max > min &&
          marks.map(({ value, colour }, i) => (
            <path key={i} d={`M${x(value)} 6l-3.5 -6h7z`} fill={colour} className="glides" />
          ))}
      </svg>
      <span>{endLabel}</span>
    </div>
  );
}
