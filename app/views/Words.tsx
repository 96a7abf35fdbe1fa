import { memo } from 'react';
import { positionOf, signedScale, type ColourScale } from '../../src/overlay/scale';
import { wordTint } from '../../src/overlay/words';
import { useSetView, useStores, useView } from '../hooks/stores';
import { wholePercent } from '../text/format';
import { useShownTheme } from '../hooks/useShownTheme';
import { differenceOf, type ShownMaps } from '../maps/shownMaps';

/** The question's words, tinted and numbered by each method; under the map of the same method. */
export const Words = memo(function Words({ maps }: { readonly maps: ShownMaps }) {
  const mode = useView((view) => view.mode);
  const [left, right] = maps.panels;
  const difference = mode === 'difference' ? differenceOf(left.words, right.words) : undefined;
  return (
    <div className={`word-rows ${difference ? 'one' : ''}`} role="group" aria-label="Question words">
      {difference ? (
        <WordRow maps={maps} name="Difference" values={difference} scale={signedScale([difference])} />
      ) : (
        maps.panels.map(({ name, words }, i) => (
          <WordRow key={i} maps={maps} name={name} values={words} scale={maps.wordScale} />
        ))
      )}
    </div>
  );
});

interface WordRowProps {
  readonly maps: ShownMaps;
  readonly name: string;
  readonly values: ArrayLike<number>;
  readonly scale: ColourScale;
}

function WordRow({ maps, name, values, scale }: WordRowProps) {
  const theme = useShownTheme();
  const { word, ramp: colours } = useView(({ word, ramp }) => ({ word, ramp }));
  const setView = useSetView();
  const { attention } = useStores();
  const ramp = scale.kind === 'diverging' ? 'puor' : colours;
  return (
    <div className="word-row">
      <span className="word-row-name">{name}</span>
      <ul aria-label={name}>
        {maps.words.map(({ text, tokens: [index = 0] }, i) => {
          const value = values[i] ?? 0;
          const { background, text: ink } = wordTint(positionOf(scale, value), ramp, theme);
          return (
            <li key={index}>
              <button
                type="button"
                className="word"
                style={{ background, color: ink }}
                data-linked={word === index || undefined}
                onClick={() => attention.getState().setSource({ word: index })}
                onPointerEnter={() => setView({ word: index })}
                onPointerLeave={() => setView({ word: undefined })}
                onFocus={() => setView({ word: index })}
                onBlur={() => setView({ word: undefined })}
              >
                <span>{text}</span>
                <span className="value">
                  {signed(value, scale)}
                  <span className="visually-hidden"> per cent</span>
                </span>
              </button>
            </li>
          );
        })}
      </ul>
    </div>
  );
}

function signed(value: number, scale: ColourScale): string {
  if (scale.kind === 'sequential') return wholePercent(value);
  const text = wholePercent(Math.abs(value));
  return text === '0' ? '0' : `${value < 0 ? '−' : '+'}${text}`;
}
