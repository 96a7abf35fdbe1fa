import { memo, useCallback, useMemo } from 'react';
import { topPatches } from '../../src/overlay/contour';
import { signedScale } from '../../src/overlay/scale';
import { usePlayground, useSetView, useStores, useTests, useView } from '../hooks/stores';
import { methodKey, methodText, methodsFor } from '../text/methods';
import { describePatch, describeMap } from '../maps/describe';
import { differenceOf, type ShownMaps } from '../maps/shownMaps';
import { Help, Picker, Range } from '../controls/controls';
import { Frame } from '../controls/Frame';
import { PatchMap, type Outline } from './PatchMap';
import { PatchTable } from './PatchTable';
import { groundTruth } from '../../src/faithfulness/ground-truth';
import { percent } from '../text/format';
import { useTruth, useTruthOutline } from './useTruth';
import type { AskedMethod } from '../../src/ask';

interface MapsProps {
  readonly maps: ShownMaps;
}

export const SidePanels = memo(function SidePanels({ maps }: MapsProps) {
  return (
    <div className="panels">
      <Panel maps={maps} index={0} />
      <Panel maps={maps} index={1} />
    </div>
  );
});

/** What every map on the page shares: the patch under the pointer, drawing, outlines. */
function useMapProps(maps: ShownMaps) {
  const { patch, smooth, opacity } = useView(({ patch, smooth, opacity }) => ({ patch, smooth, opacity }));
  const setView = useSetView();
  const onPatch = useCallback((next: number | undefined) => setView({ patch: next }), [setView]);
  const { attention } = useStores();
  const onChoose = useCallback((at: number) => attention.getState().setSource({ patch: at }), [attention]);
  const describe = useCallback((at: number) => describePatch(maps, at), [maps]);
  return { image: maps.shown.image, grid: maps.grid, patch, smooth, opacity, onPatch, onChoose, describe };
}

function useOutlines(maps: ShownMaps, values: Float32Array): Outline[] {
  const contours = useView((view) => view.contours);
  const truth = useTruthOutline(maps.shown);
  return useMemo(() => {
    const list: Outline[] = [];
    if (contours) list.push({ patches: topPatches(values), kind: 'top' });
    if (truth) list.push({ patches: truth, kind: 'truth' });
    return list;
  }, [values, contours, truth]);
}

function Panel({ maps, index }: MapsProps & { readonly index: 0 | 1 }) {
  const panel = maps.panels[index];
  const shared = useMapProps(maps);
  const outlines = useOutlines(maps, panel.image);
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
  const ramp = useView((view) => view.ramp);
  const heats = useMemo(
    () => [{ values: panel.image, scale: panel.scale, ramp }],
    [panel.image, panel.scale, ramp],
  );
  return (
    <Frame title={panel.name} aside={<MethodPicker index={index} method={panel.method} />}>
      <ExampleMark />
      <PatchMap
        {...shared}
        heats={heats}
        outlines={outlines}
        label={`Patches, ${panel.name.toLowerCase()}`}
      />
      <figcaption className="summary quiet">
        {useMemo(() => describeMap(maps, index), [maps, index])}
        <span className="judged">
          {onObjects !== undefined && (
            <span title="Relevance mass accuracy: the share of the relevance on the stickers that justify the answer">
              On the right objects <span className="strong">{percent(onObjects, 0)}</span>
            </span>
          )}
          {auc !== undefined && (
            <span title="Area under the curve of the answer’s probability as the most relevant patches are removed: lower is better">
              Removal test <span className="strong">{auc.toFixed(2)}</span>
            </span>
          )}
        </span>
      </figcaption>
      <PatchTable maps={maps} index={index} />
    </Frame>
  );
}

/** Says that this was not computed just now; lies over the picture, so that nothing moves when it goes. */
function ExampleMark() {
  const mark = usePlayground(({ example }) => example?.mark);
  return mark === undefined ? null : <p className="example-mark">{mark}</p>;
}

interface MethodPickerProps {
  readonly index: 0 | 1;
  readonly method: AskedMethod;
}

const MethodPicker = memo(function MethodPicker({ index, method }: MethodPickerProps) {
  const { setMethod, info } = usePlayground(({ setMethod, info }) => ({ setMethod, info }));
  const offered = methodsFor(info);
  const text = methodText(method);
  const side = index === 0 ? 'left' : 'right';
  // Where the choice is left to the model, its recommendation is named.
  const isLeft = text.variant !== undefined && method.importance === undefined;
  const variant = isLeft ? (info?.recommended.importance ?? text.variant) : text.variant;
  return (
    <>
      <Picker
        label={`Method of the ${side} map`}
        value={methodKey(method)}
        shown={variant ?? text.origin}
        options={offered.map(({ key, title, variant: detail, group }) => ({
          id: key,
          text: title,
          ...(group === undefined ? {} : { group }),
          ...(detail === undefined ? {} : { detail }),
        }))}
        onChange={(key) => {
          const chosen = offered.find((entry) => entry.key === key);
          if (chosen) setMethod(index, chosen.method);
        }}
      />
      <Help about={text.title}>
        <p>{text.help}</p>
        <p className="quiet">{text.paper}</p>
      </Help>
    </>
  );
});

/** One picture, the left method's heat on the left of the divider, the right one's on its right. */
export const SwipePanel = memo(function SwipePanel({ maps }: MapsProps) {
  const [left, right] = maps.panels;
  const shared = useMapProps(maps);
  const { swipe, ramp } = useView(({ swipe, ramp }) => ({ swipe, ramp }));
  const setView = useSetView();
  const heats = useMemo(
    () => [
      { values: left.image, scale: left.scale, ramp, to: swipe },
      { values: right.image, scale: right.scale, ramp, from: swipe },
    ],
    [left, right, swipe, ramp],
  );
  return (
    <div className="panels one">
      <Frame title={`${left.name} | ${right.name}`}>
        <div className="swipe">
          <PatchMap
            {...shared}
            heats={heats}
            label={`Patches, ${left.name} and ${right.name}`.toLowerCase()}
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
        <PatchTable maps={maps} index={0} />
        <PatchTable maps={maps} index={1} />
      </Frame>
    </div>
  );
});

/** Left minus right, patch by patch, on a scale with zero in the middle. */
export const DifferencePanel = memo(function DifferencePanel({ maps }: MapsProps) {
  const [left, right] = maps.panels;
  const shared = useMapProps(maps);
  const heats = useMemo(() => {
    const values = differenceOf(left.image, right.image);
    return [{ values, scale: signedScale([values]), ramp: 'puor' as const }];
  }, [left.image, right.image]);
  const title = `Difference: ${left.label} − ${right.label}`;
  return (
    <div className="panels one">
      <Frame title={title}>
        <PatchMap {...shared} heats={heats} label="Patches, difference" />
        <PatchTable maps={maps} index={0} />
        <PatchTable maps={maps} index={1} />
      </Frame>
    </div>
  );
});
