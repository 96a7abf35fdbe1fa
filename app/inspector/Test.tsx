import { useMemo } from 'react';
import { Button } from 'react-aria-components';
import { CurvesChart } from '../charts/CurvesChart';
import { usePlayground, useTests } from '../hooks/stores';
import type { Curve, CurvePoint, Direction } from '../store/tests';
import { percent } from '../text/format';
import { shortName } from '../text/methods';
import { verdictOf } from '../text/verdict';
import { Choice, Help, Range } from '../controls/controls';
import { Agreement } from './Agreement';
import { Removed } from './Removed';
import type { ShownMaps } from '../maps/shownMaps';
import { useShownMaps } from '../maps/useShownMaps';

const COLOURS = ['var(--panel-a)', 'var(--panel-b)'] as const;

/** Which map is faithful: take parts away in the order of each map and watch the answer. */
export default function Test() {
  const { modality, direction, fraction, runs, run, stop, setModality, setDirection, setFraction } = useTests(
    (state) => state,
  );
  const maps = useShownMaps();
  const hasShown = usePlayground(({ shown, example }) => shown !== undefined && !example);
  const current = runs[modality];
  const isRunning = current?.phase === 'running';
  const isPositive = direction === 'positive';
  const series = useMemo(
    () =>
      maps && current
        ? seriesOf(
            maps,
            current.curves.filter((curve) => curve.direction === direction),
          )
        : [],
    [maps, current, direction],
  );
  const what = modality === 'image' ? 'patches' : 'words';
  return (
    <div className="stack inspector-sections">
      <section className="stack">
        <div className="frame-title">
          <h3>Which map is right?</h3>
          <Help about="the removal test">
            <p>
              Parts are removed in the order of each map, and the model answers again on what is left. The
              curve is the probability of the explained answer; AUC is the area under it.
            </p>
            <p>
              Most relevant first: the answer should fall fast, so lower is better. Least relevant first: it
              should hold, so higher is better. Random is what a map without knowledge gives.
            </p>
          </Help>
        </div>
        <p className="quiet">
          {isPositive
            ? `Take away the most relevant ${what} first. The faster the answer falls, the better the map.`
            : `Take away the least relevant ${what} first. The longer the answer holds, the better the map.`}
        </p>
        <div className="row">
          <Choice
            label="What is removed"
            value={modality}
            onChange={setModality}
            options={[
              ['image', 'Patches'],
              ['text', 'Words'],
            ]}
          />
          <Choice
            label="Order of removal"
            value={direction}
            onChange={setDirection}
            options={[
              ['positive', 'Most first'],
              ['negative', 'Least first'],
            ]}
          />
        </div>
        <CurvesChart
          label={`Probability of the answer as ${what} are removed`}
          curves={series.map(({ id, name, colour, dashed, curve }) => ({
            id,
            name,
            colour,
            dashed,
            points: curve.points.map(({ fraction: x, score: y }) => ({ x, y })),
          }))}
          at={fraction}
          onAt={setFraction}
          startLabel="none"
          endLabel={`all ${what} removed`}
        />
        <table className="legend">
          <thead>
            <tr>
              <th scope="col">Map</th>
              <th scope="col">AUC</th>
              <th scope="col">At {percent(fraction, 0)}</th>
            </tr>
          </thead>
          <tbody>
            {series.map(({ id, name, colour, dashed, curve }) => {
              const point = pointAt(curve.points, fraction);
              return (
                <tr key={id}>
                  <th scope="row">
                    <span
                      className={`key ${dashed ? 'dashed' : ''}`}
                      style={{ borderColor: colour }}
                      aria-hidden
                    />
                    {name}
                  </th>
                  <td>{curve.auc === undefined ? '…' : curve.auc.toFixed(3)}</td>
                  <td>{point ? `${point.answer} ${percent(point.score, 0)}` : ''}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
        <Verdict series={series} direction={direction} />
        <div className="row">
          {isRunning ? (
            <Button className="button" onPress={stop}>
              Stop
            </Button>
          ) : (
            <Button className="button" isDisabled={!hasShown} onPress={() => void run()}>
              {current ? 'Run again' : 'Run the test'}
            </Button>
          )}
          {current?.phase === 'stopped' && <span className="quiet">Stopped before its end</span>}
          {isRunning && <span className="quiet">The model is answering again and again</span>}
        </div>
        {current?.error !== undefined && <p className="banner error">{current.error}</p>}
      </section>
      {maps && (
        <section className="stack">
          <h3>How far the maps agree</h3>
          <Agreement maps={maps} />
        </section>
      )}
      {maps && (
        <section className="stack">
          <Range
            label="Removed"
            value={Math.round(fraction * 100)}
            max={100}
            onChange={(value) => setFraction(value / 100)}
            format={(value) => `${value}\u202f%`}
          />
          <Removed maps={maps} modality={modality} direction={direction} fraction={fraction} />
        </section>
      )}
    </div>
  );
}

interface Series {
  readonly id: string;
  readonly name: string;
  readonly colour: string;
  readonly dashed: boolean;
  readonly curve: Curve;
}

/** The result in words, once both maps have theirs. */
function Verdict({
  series,
  direction,
}: {
  readonly series: readonly Series[];
  readonly direction: Direction;
}) {
  const scored = series.flatMap(({ name, curve, dashed }) =>
    curve.auc === undefined ? [] : [{ name, auc: curve.auc, isRandom: dashed }],
  );
  const random = scored.find(({ isRandom }) => isRandom);
  const [left, right] = scored.filter(({ isRandom }) => !isRandom);
  if (!left || !right || scored.length < series.length) return null;
  return (
    <p className="verdict-words">
      {verdictOf(direction, [left, right], random?.auc)}{' '}
      <span className="quiet">One example is no proof; on the next it may be otherwise.</span>
    </p>
  );
}

function seriesOf(maps: ShownMaps, curves: readonly Curve[]): Series[] {
  return curves.map((curve) => {
    const panel = maps.panels.findIndex(
      ({ method, importance }) => method.id === curve.method && importance === curve.importance,
    );
    const name = maps.panels[panel]?.label ?? shortName({ id: curve.method });
    const isControl = curve.method === 'random';
    const colour = isControl ? 'var(--control)' : (COLOURS[panel] ?? 'var(--control)');
    return { id: `${curve.method} ${curve.importance ?? ''}`, name, colour, dashed: isControl, curve };
  });
}

/** The last computed point at or before a fraction: what was really run, nothing between is made up. */
function pointAt(points: readonly CurvePoint[], fraction: number): CurvePoint | undefined {
  return points.findLast((point) => point.fraction <= fraction + 1e-9) ?? points[0];
}
