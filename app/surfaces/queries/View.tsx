import { memo, useMemo, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { percent, positionOf } from '../../../src/overlay/scale';
import { wordTint } from '../../../src/overlay/words';
import { moveInRow, spoken, SURFACES } from '../../../src/surfaces';
import { queryName } from '../../../src/surfaces/queries';
import { foldQueries } from '../../../src/surfaces/queries/fold';
import { useRoving } from '../../hooks/useRoving';
import { useShownTheme } from '../../hooks/useShownTheme';
import { chipNumber } from '../../../src/surfaces/chipNumber';
import type { SurfaceViewProps } from '../view';
import '../words/words.css';
import './queries.css';

/** The strongest queries as chips, strongest first; the rest in one dashed chip that opens. */
export const QueriesView = memo(function QueriesView(props: SurfaceViewProps<'queries'>) {
  const { parts, heat, name, at, onAt, onChoose, describe } = props;
  const { values, scale, ramp } = heat;
  const theme = useShownTheme();
  const box = useRef<HTMLUListElement>(null);
  const [isOpen, setOpen] = useState(false);
  const fold = useMemo(() => foldQueries(parts.names.length, values), [parts, values]);
  const hasFold = fold.folded.length > 0;
  const chips = isOpen ? [...fold.shown, ...fold.folded] : fold.shown;
  const count = chips.length + (hasFold ? 1 : 0);

  const item = useRoving({
    count,
    current: undefined,
    move: (from, key) => moveInRow(count, from, key),
    onAt: (stop) => onAt(stop === undefined ? undefined : chips[stop]),
  });
  const toggle = () => {
    flushSync(() => setOpen(!isOpen));
    // Opened: the first of the rest stands where the fold stood. Closed: the fold stands there again.
    box.current?.querySelector<HTMLElement>(`[data-stop='${fold.shown.length}']`)?.focus();
  };

  return (
    <ul
      ref={box}
      className={`word-chips query-chips ${isOpen ? 'open' : ''}`}
      role="group"
      aria-label={name}
      data-roving
    >
      {chips.map((query, i) => {
        const value = values[query] ?? 0;
        const { background, text: ink } = wordTint(positionOf(scale, value), ramp, theme);
        const title = queryName(parts.names, query);
        return (
          <li key={query} role="presentation">
            <button
              {...item(i)}
              type="button"
              className="word"
              data-stop={i}
              style={{ background, color: ink }}
              aria-label={SURFACES.queries.partName(parts, values, query)}
              title={describe?.(query) ?? `${title}: ${percent(value)}`}
              data-linked={at === query || undefined}
              onClick={() => onChoose?.(query)}
              onPointerEnter={() => onAt(query)}
              onPointerLeave={() => onAt(undefined)}
            >
              <span dir="auto">{title}</span>{' '}
              <span className="value" data-number={chipNumber(value, scale)} />
            </button>
          </li>
        );
      })}
      {hasFold && (
        <li key="fold" role="presentation">
          <button
            {...item(chips.length)}
            type="button"
            className="word query-fold"
            data-stop={chips.length}
            aria-expanded={isOpen}
            aria-label={isOpen ? 'Fewer' : `${fold.folded.length} more, ${spoken(fold.rest)}`}
            data-linked={(!isOpen && at !== undefined && fold.folded.includes(at)) || undefined}
            onClick={toggle}
          >
            <span>{isOpen ? 'fewer' : `${fold.folded.length} more`}</span>
            {!isOpen && <span className="value" data-number={chipNumber(fold.rest, scale)} />}
          </button>
        </li>
      )}
    </ul>
  );
});
export default QueriesView;
