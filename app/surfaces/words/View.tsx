import { memo } from 'react';
import { percent, positionOf } from '../../../src/overlay/scale';
import { wordTint } from '../../../src/overlay/words';
import { SURFACES } from '../../../src/surfaces';
import { isTarget } from '../../../src/surfaces/words';
import { useRoving } from '../../hooks/useRoving';
import { useShownTheme } from '../../hooks/useShownTheme';
import { chipNumber } from '../../../src/surfaces/chipNumber';
import type { SurfaceViewProps } from '../view';
import './words.css';

/** Words as chips, each tinted and numbered; a row that scrolls on a phone. */
export const WordsView = memo(function WordsView({
  parts,
  heat,
  name,
  at,
  onAt,
  onChoose,
  describe,
}: SurfaceViewProps<'words'>) {
  const theme = useShownTheme();
  const { values, scale, ramp } = heat;
  const item = useRoving({
    count: parts.words.length,
    current: parts.words.findIndex(isTarget),
    move: (from, key) => SURFACES.words.move(parts, from, key),
    onAt,
  });
  return (
    <ul className="word-chips" aria-label={name} data-roving>
      {parts.words.map((text, i) => {
        const value = values[i] ?? 0;
        const { background, text: ink } = wordTint(positionOf(scale, value), ramp, theme);
        const chip = {
          className: 'word',
          dir: 'auto',
          style: { background, color: ink },
          title: describe?.(i) ?? `${text}: ${percent(value)}`,
          'data-linked': at === i || undefined,
          onPointerEnter: () => onAt(i),
          onPointerLeave: () => onAt(undefined),
        } as const;
        const inside = (
          <>
            <span aria-hidden>{text}</span>
            <span className="value" aria-hidden>
              {chipNumber(value, scale)}
            </span>
          </>
        );
        return (
          <li key={i}>
            {isTarget(text) ? (
              <button {...item(i)} {...chip} type="button" onClick={() => onChoose?.(i)}>
                <span className="visually-hidden">{SURFACES.words.partName(parts, values, i)}</span>
                {inside}
              </button>
            ) : (
              <span {...chip}>
                <span className="visually-hidden">{SURFACES.words.partName(parts, values, i)}</span>
                {inside}
              </span>
            )}
          </li>
        );
      })}
    </ul>
  );
});
export default WordsView;
