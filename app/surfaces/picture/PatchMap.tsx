import {
  memo,
  useCallback,
  useId,
  useMemo,
  useRef,
  type CSSProperties,
  type KeyboardEvent,
  type MouseEvent,
  type ReactNode,
} from 'react';
import { heatLayer } from '../../../src/overlay/blend';
import { outlinePath, outlines } from '../../../src/overlay/contour';
import { ramp, type RampId } from '../../../src/overlay/ramp';
import { positionOf, type ColourScale } from '../../../src/overlay/scale';
import { patchAt, patchRect, type PatchGrid } from '../../../src/image/grid';
import { SURFACES, type Heat } from '../../../src/surfaces';
import type { PageImage } from '../../image/pageImage';
import { say } from '../../live/said';
import { useGlide } from '../../hooks/useGlide';
import { Picture } from './Picture';
import { putPixels } from '../../image/putPixels';

/** Side of the heat's own canvas; the browser scales the rest. Keeps a repaint of two maps within a few milliseconds. */
const HEAT_SIDE = 128;

export interface MapHeat extends Heat {
  /** Share of the width that is shown, from the left. */
  readonly from?: number;
  readonly to?: number;
}

export interface Outline {
  readonly patches: readonly number[];
  readonly kind: 'top' | 'truth';
}

interface PatchMapProps {
  readonly image: PageImage;
  readonly grid: PatchGrid;
  readonly heats: readonly MapHeat[];
  readonly smooth: boolean;
  readonly opacity: number;
  readonly outlines?: readonly Outline[];
  readonly hidden?: readonly number[];
  /** Marks that an answer form draws over the picture. */
  readonly marks?: ReactNode;
  readonly patch: number | undefined;
  readonly onPatch: (patch: number | undefined) => void;
  readonly onChoose?: (patch: number) => void;
  /** Says what a patch is worth, for keyboard and screen reader. */
  readonly describe: (patch: number) => string;
  readonly label: string;
}

/** An image with heat over it. Pointer, touch and arrow keys walk its patches. */
export const PatchMap = memo(function PatchMap(props: PatchMapProps) {
  const { image, grid, heats, smooth, opacity, patch, onPatch, onChoose, describe, label } = props;
  const { width, height } = image.display;
  const { rows, cols, source } = grid;
  const stage = useRef<HTMLDivElement>(null);
  const helpId = useId();

  const toPatch = ({ clientX, clientY }: MouseEvent): number | undefined => {
    const box = stage.current?.getBoundingClientRect();
    if (!box || box.width === 0) return undefined;
    return patchAt(
      grid,
      ((clientX - box.left) / box.width) * width,
      ((clientY - box.top) / box.height) * height,
    );
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if ((event.key === 'Enter' || event.key === ' ') && patch !== undefined && onChoose) {
      event.preventDefault();
      onChoose(patch);
      return;
    }
    if (event.key === 'Escape') return onPatch(undefined);
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const next = SURFACES.picture.move(grid, patch, event.key);
    if (next === undefined) return;
    event.preventDefault();
    onPatch(next);
    say(describe(next));
  };

  const place: CSSProperties = {
    left: `${(source.x / width) * 100}%`,
    top: `${(source.y / height) * 100}%`,
    width: `${(source.width / width) * 100}%`,
    height: `${(source.height / height) * 100}%`,
  };
  const isPart = source.width < width - 0.5 || source.height < height - 0.5;
  return (
    <div
      ref={stage}
      className="stage"
      style={{ aspectRatio: `${width} / ${height}` }}
      role="application"
      aria-roledescription="patch map"
      aria-label={label}
      aria-describedby={helpId}
      tabIndex={0}
      onKeyDown={onKeyDown}
      onPointerMove={(event) => {
        if (event.pointerType !== 'touch') onPatch(toPatch(event));
      }}
      onPointerLeave={(event) => {
        if (event.pointerType !== 'touch') onPatch(undefined);
      }}
      onClick={(event) => {
        const chosen = toPatch(event);
        onPatch(chosen);
        if (chosen !== undefined) onChoose?.(chosen);
      }}
    >
      <Picture image={image} />
      {heats.map((heat, i) => (
        <HeatCanvas
          key={i}
          heat={heat}
          rows={rows}
          cols={cols}
          smooth={smooth}
          opacity={opacity}
          style={place}
        />
      ))}
      <svg className="marks" viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" aria-hidden>
        {isPart && (
          <path
            className="unseen"
            fillRule="evenodd"
            d={`M0 0H${width}V${height}H0ZM${source.x} ${source.y}h${source.width}v${source.height}h${-source.width}Z`}
          />
        )}
        {props.hidden?.map((hidden) => (
          <rect key={hidden} className="removed" {...patchRect(grid, hidden)} />
        ))}
        {props.outlines?.map(({ patches, kind }) => (
          <path
            key={kind}
            className={`outline ${kind}`}
            d={outlinePath(
              outlines(patches, rows, cols),
              source.width / cols,
              source.height / rows,
              source.x,
              source.y,
            )}
          />
        ))}
        {patch !== undefined && patch < rows * cols && (
          <rect className="cursor" {...patchRect(grid, patch)} />
        )}
      </svg>
      {props.marks}
      <span id={helpId} className="visually-hidden">
        Arrow keys move from patch to patch.
      </span>
    </div>
  );
});

interface HeatCanvasProps {
  readonly heat: MapHeat;
  readonly rows: number;
  readonly cols: number;
  readonly smooth: boolean;
  readonly opacity: number;
  readonly style: CSSProperties;
}

function HeatCanvas({ heat, rows, cols, smooth, opacity, style }: HeatCanvasProps) {
  const { from = 0, to = 1 } = heat;
  return (
    <div
      className="heat"
      style={{ ...style, opacity, clipPath: `inset(0 ${(1 - to) * 100}% 0 ${from * 100}%)` }}
    >
      <HeatPixels
        values={heat.values}
        scale={heat.scale}
        rampId={heat.ramp}
        rows={rows}
        cols={cols}
        smooth={smooth}
      />
    </div>
  );
}

interface HeatPixelsProps {
  readonly values: ArrayLike<number>;
  readonly scale: ColourScale;
  readonly rampId: RampId;
  readonly rows: number;
  readonly cols: number;
  readonly smooth: boolean;
}

/** What glides are positions on the ramp, so that a change of scale moves nothing twice. */
const UNIT: ColourScale = { kind: 'sequential', min: 0, max: 1, perMap: false };

const HeatPixels = memo(function HeatPixels({ values, scale, rampId, rows, cols, smooth }: HeatPixelsProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const positions = useMemo(
    () => Float32Array.from(values, (value) => positionOf(scale, value)),
    [values, scale],
  );
  const draw = useCallback(
    (shown: Float32Array | undefined) => {
      const context = canvas.current?.getContext('2d');
      if (!context || !shown) return;
      const drawing = smooth ? 'smooth' : 'patch';
      const side = smooth ? HEAT_SIDE : Math.max(rows, cols);
      const width = smooth ? side : cols;
      const height = smooth ? side : rows;
      const layer = heatLayer({ rows, cols, values: shown }, width, height, {
        scale: UNIT,
        ramp: ramp(rampId),
        drawing,
      });
      putPixels(context.canvas, { width, height, data: new Uint8ClampedArray(layer.data) });
    },
    [rows, cols, smooth, rampId],
  );
  useGlide(positions, draw);
  return <canvas ref={canvas} style={{ imageRendering: smooth ? 'auto' : 'pixelated' }} aria-hidden />;
});
