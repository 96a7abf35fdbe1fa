import { memo, useCallback, useRef } from 'react';
import { RAMP_SIZE, type RampId } from '../../../src/overlay/ramp';
import { stripColours } from '../../../src/surfaces/strip/colours';
import { useGlide } from '../../hooks/useGlide';
import { useShownTheme } from '../../hooks/useShownTheme';
import { putPixels } from '../../image/putPixels';

interface StripHeatProps {
  /** One a column, 0…1 on the ramp. What glides are positions, so that a change of scale moves nothing twice. */
  readonly columns: Float32Array;
  readonly ramp: RampId;
}

/** One pixel a column; the browser scales them to the strip. */
export const StripHeat = memo(function StripHeat({ columns, ramp }: StripHeatProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const theme = useShownTheme();
  const draw = useCallback(
    (shown: Float32Array | undefined) => {
      if (!canvas.current || !shown || shown.length === 0) return;
      const colours = stripColours(ramp, theme);
      const data = new Uint8ClampedArray(4 * shown.length);
      shown.forEach((position, i) => {
        const entry = 4 * Math.round(position * (RAMP_SIZE - 1));
        data.set(colours.subarray(entry, entry + 4), 4 * i);
      });
      putPixels(canvas.current, { width: shown.length, height: 1, data });
    },
    [ramp, theme],
  );
  useGlide(columns, draw);
  return <canvas ref={canvas} className="strip-heat" aria-hidden />;
});
