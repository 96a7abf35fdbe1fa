import {
  Fragment,
  memo,
  useMemo,
  useState,
  type CSSProperties,
  type KeyboardEvent,
  type MouseEvent,
} from 'react';
import { flushSync } from 'react-dom';
import type { ColourScale } from '../../../src/overlay/scale';
import { moveInRow, spoken, SURFACES } from '../../../src/surfaces';
import { foldsOf, sentencesIn, sumOf } from '../../../src/surfaces/text/folds';
import { reachBeyond } from '../../../src/surfaces/text/reach';
import type { Span } from '../../../src/surfaces/text/sentences';
import { spacesBefore } from '../../../src/surfaces/text/spacing';
import { layOut, stopOf } from '../../../src/surfaces/text/stops';
import { numberedWords, runningTint } from '../../../src/surfaces/text/strength';
import { isTarget } from '../../../src/surfaces/targets';
import { useRoving, type RovingItem } from '../../hooks/useRoving';
import { useShownTheme } from '../../hooks/useShownTheme';
import { chipNumber } from '../../../src/surfaces/chipNumber';
import type { SurfaceViewProps } from '../view';
import './text.css';

const NONE: ReadonlySet<number> = new Set();

/** Running text, every word tinted; the strongest carry their number, the others show it when pointed at. */
export const TextView = memo(function TextView(props: SurfaceViewProps<'text'>) {
  const { parts, heat, name, at, onAt, onChoose, describe } = props;
  const { words } = parts;
  const { values, scale, ramp } = heat;
  const theme = useShownTheme();
  const { opened, open } = useOpened(words);
  const folds = useMemo(() => foldsOf(words, values, opened), [words, values, opened]);
  const laid = useMemo(() => layOut(words, folds), [words, folds]);
  const spaces = useMemo(() => spacesBefore(words), [words]);
  const numbered = useMemo(() => numberedWords(words, values, scale), [words, values, scale]);
  const tints = useMemo(
    () => words.map((_, i) => runningTint(scale, values[i] ?? 0, ramp, theme)),
    [words, values, scale, ramp, theme],
  );

  const wordAt = (stop: number | undefined): number | undefined => {
    const found = stop === undefined ? undefined : laid.stops[stop];
    return typeof found === 'number' ? found : undefined;
  };
  const item = useRoving({
    count: laid.stops.length,
    current: undefined,
    move: (stop, key) => {
      const here = laid.stops[stop];
      if (here === undefined) return undefined;
      if (!key.startsWith('Page')) return moveInRow(laid.stops.length, stop, along(key));
      const isWord = typeof here === 'number';
      const from = isWord ? here : key === 'PageUp' ? here.from : here.to - 1;
      const next = SURFACES.text.move(parts, from, key);
      return next === undefined ? undefined : stopOf(laid.stops, next);
    },
    onAt: (stop) => onAt(wordAt(stop)),
  });
  const openFold = (span: Span, stop: number, pressed: Element) => {
    const set = pressed.closest('[data-roving]');
    // What was folded takes the place of the fold, and the focus with it.
    flushSync(() => open(sentencesIn(words, span)));
    set?.querySelector<HTMLElement>(`[data-stop='${stop}']`)?.focus();
  };

  return (
    <div className="running-text" role="group" aria-label={name} dir="auto" data-roving>
      {laid.parts.map((part) => {
        const first = part.kind === 'fold' ? part.span.from : part.at;
        const tint = tints[first];
        const style = { backgroundColor: tint?.background, color: tint?.text };
        return (
          <Fragment key={first}>
            {spaces[first] && ' '}
            {part.kind === 'mark' && (
              <span className="running-mark" style={style} data-linked={at === first || undefined}>
                {words[first]}
              </span>
            )}
            {part.kind === 'word' && (
              <span
                {...pressable(item(part.stop), part.stop, () => onChoose?.(first))}
                className={`running-word ${numbered.has(first) ? 'numbered' : ''}`}
                style={{ ...style, '--reach': `${reachBeyond(words[first]!)}em` } as CSSProperties}
                aria-label={SURFACES.text.partName(parts, values, first)}
                title={describe?.(first)}
                data-linked={at === first || undefined}
                data-number={shownNumber(values[first] ?? 0, scale)}
                onPointerEnter={() => onAt(first)}
                onPointerLeave={() => onAt(undefined)}
              >
                {words[first]}
              </span>
            )}
            {part.kind === 'fold' && (
              <span
                {...pressable(item(part.stop), part.stop, (pressed) =>
                  openFold(part.span, part.stop, pressed),
                )}
                className="text-fold numbered"
                data-number={chipNumber(sumOf(values, part.span), scale)}
                aria-expanded={false}
                aria-label={foldName(words, values, part.span)}
                data-linked={(at !== undefined && at >= part.span.from && at < part.span.to) || undefined}
              >
                …
              </span>
            )}
          </Fragment>
        );
      })}
    </div>
  );
});
export default TextView;

/** Sentences that were opened by hand, by their first words; another text starts with none. */
function useOpened(words: readonly string[]) {
  const text = useMemo(() => words.join(' '), [words]);
  const [state, setState] = useState({ text, opened: NONE });
  const opened = state.text === text ? state.opened : NONE;
  const open = (sentences: readonly number[]) =>
    setState({ text, opened: new Set([...opened, ...sentences]) });
  return { opened, open };
}

/**
 * A word that can be pressed. It is no <button>: these are boxes within a line, and a line of boxes is neither broken nor
 * turned from right to left as text is.
 */
function pressable(item: RovingItem, stop: number, press: (pressed: Element) => void) {
  return {
    ...item,
    role: 'button',
    'data-stop': stop,
    onClick: ({ currentTarget }: MouseEvent) => press(currentTarget),
    onKeyDown: (event: KeyboardEvent) => {
      const isPress = event.key === 'Enter' || event.key === ' ';
      if (!isPress || event.ctrlKey || event.metaKey || event.altKey) return item.onKeyDown(event);
      event.preventDefault();
      press(event.currentTarget);
    },
  };
}

/** In a text that runs from right to left, the arrow to the left leads on. */
function along(key: string): string {
  const focused = document.activeElement;
  if (!focused || getComputedStyle(focused).direction !== 'rtl') return key;
  if (key === 'ArrowLeft') return 'ArrowRight';
  return key === 'ArrowRight' ? 'ArrowLeft' : key;
}

/** Style sheets write it, so that whoever copies the text copies no numbers. “0” would say that there is nothing. */
function shownNumber(value: number, scale: ColourScale): string {
  const text = chipNumber(value, scale);
  return text === '0' && value !== 0 ? '< 1' : text;
}

function foldName(words: readonly string[], values: ArrayLike<number>, span: Span): string {
  const count = words.slice(span.from, span.to).filter(isTarget).length;
  return `${count} more words, ${spoken(sumOf(values, span))}`;
}
