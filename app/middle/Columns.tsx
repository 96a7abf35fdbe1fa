import { createContext, memo, Suspense, useCallback, useContext, useMemo, type ComponentType } from 'react';
import { groundTruth } from '../../src/faithfulness/ground-truth';
import { topPatches } from '../../src/overlay/contour';
import type { RampId } from '../../src/overlay/ramp';
import { SURFACES, surfaceName, type Heat, type Surface, type SurfaceKind } from '../../src/surfaces';
import { Frame } from '../controls/Frame';
import { Range } from '../controls/controls';
import { usePlayground, useSetView, useTests, useView } from '../hooks/stores';
import { PHONE, useMediaQuery } from '../hooks/useMediaQuery';
import { onTopObject } from '../maps/describe';
import { differenceIn, surfacesOf, type ShownSurface } from '../maps/surfaces';
import type { ShownMaps } from '../maps/shownMaps';
import { MethodPicker, OriginNote } from '../methods/MethodPicker';
import { SURFACE_VIEWS } from '../surfaces';
import { PatchMap } from '../surfaces/picture/PatchMap';
import type { SurfaceExtras, SurfaceViewProps } from '../surfaces/view';
import { percent } from '../text/format';
import { shortTitle } from '../text/methods';
import { useTruth, useTruthOutline } from '../maps/useTruth';
import { useLinked } from './useLinked';
import { PatchTable } from './PatchTable';

interface MapsProps {
  readonly maps: ShownMaps;
}

interface ColumnsProps extends MapsProps {
  /** Whether there is more than the picture; an embedded page may want that alone. */
  readonly hasWords?: boolean;
  /** Both methods at any width; a page of its own shows one at a time where it is narrow. */
  readonly isAlwaysBoth?: boolean;
}

/** Surfaces that are left out, besides the picture, by whoever draws the columns. */
const Wanted = createContext(true);

function useSurfaces(maps: ShownMaps): ReturnType<typeof surfacesOf> {
  const hasWords = useContext(Wanted);
  const allTokens = useView((view) => view.allTokens);
  return useMemo(() => {
    const all = surfacesOf(maps, allTokens);
    const pictures = all.filter(({ kind }) => kind === 'picture');
    return hasWords || pictures.length === 0 ? all : pictures;
  }, [maps, hasWords, allTokens]);
}

/** Two columns, one a method; on a phone one of them, flipped in place; or their difference. */
export const Columns = memo(function Columns({ maps, hasWords = true, isAlwaysBoth = false }: ColumnsProps) {
  return (
    <Wanted value={hasWords}>
      <Arranged maps={maps} isAlwaysBoth={isAlwaysBoth} />
    </Wanted>
  );
});

function Arranged({ maps, isAlwaysBoth }: MapsProps & { readonly isAlwaysBoth: boolean }) {
  const isPhone = useMediaQuery(PHONE) && !isAlwaysBoth;
  const { mode, panel, held } = useView(({ mode, panel, held }) => ({ mode, panel, held }));
  const shown = held === 'difference' ? 'difference' : mode;
  if (shown === 'difference') return <DifferenceColumn maps={maps} />;
  if (shown === 'swipe' && held === undefined) return <DividedColumn maps={maps} />;
  const one = held === 'left' ? 0 : held === 'right' ? 1 : undefined;
  if (isPhone)
    return (
      <div className="columns one">
        <Column maps={maps} index={one ?? panel} />
      </div>
    );
  return (
    <div className="columns">
      <Column maps={maps} index={one ?? 0} />
      <Column maps={maps} index={one ?? 1} />
    </div>
  );
}

function Column({ maps, index }: MapsProps & { readonly index: 0 | 1 }) {
  const panel = maps.panels[index];
  const isGuess = maps.isGuess;
  const surfaces = useSurfaces(maps);
  const ramp = useView((view) => view.ramp);
  return (
    <Frame title={panel.name} head={<ColumnTitle maps={maps} index={index} />}>
      <ExampleMark />
      {surfaces.map((surface) => (
        <OneSurface
          key={surface.id}
          maps={maps}
          surface={surface}
          index={index}
          method={shortTitle(panel.method)}
          values={surface.values[index]}
          scale={surface.scales[index]}
          ramp={isGuess ? 'greys' : ramp}
        />
      ))}
      <PatchTable maps={maps} index={index} />
    </Frame>
  );
}

function ColumnTitle({ maps, index }: MapsProps & { readonly index: 0 | 1 }) {
  const { method } = maps.panels[index];
  return (
    <div className="column-title">
      <MethodPicker index={index} method={method} />
      {maps.isGuess ? <span className="quiet">of a guess</span> : <OriginNote method={method} />}
    </div>
  );
}

/** Says that this was not computed just now; lies over the picture, so that nothing moves when it goes. */
function ExampleMark() {
  const mark = usePlayground(({ example }) => example?.mark);
  return mark === undefined ? null : <p className="example-mark">{mark}</p>;
}

interface OneSurfaceProps extends MapsProps {
  readonly surface: ReturnType<typeof surfacesOf>[number];
  /** Of one method; absent for what belongs to both. */
  readonly index?: 0 | 1;
  readonly method: string;
  readonly values: Heat['values'];
  readonly scale: Heat['scale'];
  readonly ramp: RampId;
}

/** A surface with its name line: beneath a picture, above everything else. */
function OneSurface({ maps, surface, index, method, values, scale, ramp }: OneSurfaceProps) {
  const rules = SURFACES[surface.kind] as Surface;
  const View = SURFACE_VIEWS[surface.kind] as ComponentType<SurfaceViewProps<SurfaceKind>>;
  const heat = useMemo(() => ({ values, scale, ramp }), [values, scale, ramp]);
  const extras = useExtras(maps, surface, values);
  const linked = useLinked(maps, surface);
  const isPicture = surface.kind === 'picture';
  const isZero = isPicture && index !== undefined && maps.panels[index].isZero;
  const where = rules.where(surface.parts, values);
  const object = isPicture && index !== undefined ? onTopObject(maps, values) : undefined;
  const name = (
    <p className="surface-name">
      <span title={object}>
        {isZero
          ? 'No patch has any relevance for this answer.'
          : where === undefined
            ? surface.title
            : `${surface.title}, ${where}`}
      </span>
      {isPicture && index !== undefined && <Judged maps={maps} index={index} object={object} />}
    </p>
  );
  return (
    <div className={`surface ${surface.kind} ${maps.isGuess ? 'guess' : ''}`}>
      {!isPicture && name}
      <Suspense fallback={<div className="surface-space" />}>
        <View
          parts={surface.parts}
          heat={heat}
          name={surfaceName(rules, method, surface.title, surface.parts, values)}
          extras={extras}
          {...linked}
        />
      </Suspense>
      {isPicture && name}
    </div>
  );
}

function useExtras(
  maps: ShownMaps,
  surface: ShownSurface,
  values: ArrayLike<number>,
): SurfaceExtras[SurfaceKind] {
  const { smooth, opacity, contours } = useView(({ smooth, opacity, contours }) => ({
    smooth,
    opacity,
    contours,
  }));
  const truth = useTruthOutline(maps.shown);
  const isPicture = surface.kind === 'picture';
  return useMemo(() => {
    if (!isPicture) return {};
    const outlines: NonNullable<SurfaceExtras['picture']['outlines']>[number][] = [];
    if (contours) outlines.push({ patches: topPatches(Float32Array.from(values)), kind: 'top' });
    if (truth) outlines.push({ patches: truth, kind: 'truth' });
    return { image: maps.shown.image, grid: maps.grid, smooth, opacity, outlines };
  }, [isPicture, maps, smooth, opacity, contours, truth, values]);
}

interface JudgedProps extends MapsProps {
  readonly index: 0 | 1;
  /** The sticker that most of it lies on, where nothing better can be said. */
  readonly object: string | undefined;
}

/** The number that judges the map: on the right objects; and the removal test's, once it has run. */
function Judged({ maps, index, object }: JudgedProps) {
  const panel = maps.panels[index];
  const truth = useTruth(maps.shown);
  const onObjects = useMemo(
    () => (truth?.kind === 'known' ? groundTruth(panel.image, truth.coverage)?.scores.mass : undefined),
    [truth, panel.image],
  );
  const auc = useTests(
    ({ runs }) =>
      runs.image?.curves.find(
        ({ method, importance, direction }) =>
          direction === 'positive' && method === panel.method.id && importance === panel.importance,
      )?.auc,
  );
  return (
    <span className="judged">
      {onObjects !== undefined && (
        <b title="Relevance mass accuracy: the share of the relevance on the stickers that justify the answer">
          on the right objects {percent(onObjects, 0)}
        </b>
      )}
      {onObjects === undefined && object !== undefined && <span>{object}</span>}
      {auc !== undefined && (
        <span title="Area under the curve of the answer’s probability as the most relevant patches are removed: lower is better">
          removal test {auc.toFixed(2)}
        </span>
      )}
    </span>
  );
}

/** Left minus right, on scales with zero in the middle. */
const DifferenceColumn = memo(function DifferenceColumn({ maps }: MapsProps) {
  const all = useSurfaces(maps);
  const surfaces = useMemo(
    () => all.map((surface) => ({ surface, difference: differenceIn(surface) })),
    [all],
  );
  const [left, right] = maps.panels;
  return (
    <div className="columns one">
      <Frame
        title={`Difference: ${left.label} − ${right.label}`}
        head={
          <p className="column-title">
            <span>
              More by <b>{left.label}</b> or by <b>{right.label}</b>
            </span>
          </p>
        }
      >
        {surfaces.map(({ surface, difference }) => (
          <OneSurface
            key={surface.id}
            maps={maps}
            surface={surface}
            method="Difference"
            values={difference.values}
            scale={difference.scale}
            ramp={maps.isGuess ? 'blackwhite' : 'puor'}
          />
        ))}
        <PatchTable maps={maps} index={0} />
        <PatchTable maps={maps} index={1} />
      </Frame>
    </div>
  );
});

/** One picture, the left method's heat on the left of the divider, the right one's on its right. */
const DividedColumn = memo(function DividedColumn({ maps }: MapsProps) {
  const [left, right] = maps.panels;
  const {
    swipe,
    smooth,
    opacity,
    ramp: usual,
  } = useView(({ swipe, smooth, opacity, ramp }) => ({
    swipe,
    smooth,
    opacity,
    ramp,
  }));
  const ramp = maps.isGuess ? 'greys' : usual;
  const setView = useSetView();
  const surfaces = useSurfaces(maps);
  const pictured = surfaces.find(({ kind }) => kind === 'picture') ?? surfaces[0]!;
  const { onAt, onChoose, describe, at } = useLinked(maps, pictured);
  const heats = useMemo(
    () => [
      { values: left.image, scale: left.scale, ramp, to: swipe },
      { values: right.image, scale: right.scale, ramp, from: swipe },
    ],
    [left, right, swipe, ramp],
  );
  const onPatch = useCallback((patch: number | undefined) => onAt(patch), [onAt]);
  return (
    <div className="columns one">
      <Frame
        title={`${left.name} | ${right.name}`}
        head={
          <p className="column-title">
            <b>{left.label}</b> <b>{right.label}</b>
          </p>
        }
      >
        <div className="swipe">
          <PatchMap
            image={maps.shown.image}
            grid={maps.grid}
            heats={heats}
            smooth={smooth}
            opacity={opacity}
            patch={at}
            onPatch={onPatch}
            onChoose={onChoose}
            describe={describe}
            label={`${left.label} and ${right.label}, picture`}
          />
          <span className="divider" style={{ left: `${swipe * 100}%` }} aria-hidden />
        </div>
        <Range
          label="Divider"
          value={Math.round(swipe * 100)}
          max={100}
          onChange={(value) => setView({ swipe: value / 100 })}
          format={(value) => `${value}\u202f%`}
        />
        {surfaces
          .filter(({ kind }) => kind !== 'picture')
          .flatMap((surface) =>
            ([0, 1] as const).map((index) => (
              <OneSurface
                key={`${surface.id} ${index}`}
                maps={maps}
                surface={{ ...surface, title: `${surface.title}, ${maps.panels[index].label}` }}
                method={shortTitle(maps.panels[index].method)}
                values={surface.values[index]}
                scale={surface.scales[index]}
                ramp={ramp}
              />
            )),
          )}
        <PatchTable maps={maps} index={0} />
        <PatchTable maps={maps} index={1} />
      </Frame>
    </div>
  );
});
