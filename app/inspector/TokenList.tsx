import { positionOf, sharedScale } from '../../src/overlay/scale';
import { wordTint } from '../../src/overlay/words';
import { alongRow } from '../charts/keys';
import { useRoving } from '../hooks/useRoving';
import { useShownTheme } from '../hooks/useShownTheme';
import { useSetView, useView } from '../hooks/stores';
import { wholePercent } from '../text/format';

interface TokenListProps {
  readonly tokens: readonly string[];
  /** Word of each token, −1 for special ones. */
  readonly words: readonly number[];
  /** One a token, 0…1; none: the tokens are there to be chosen only. */
  readonly values?: readonly number[];
  /** The token that is looked from; none: this is not where one looks from. */
  readonly chosen?: number | undefined;
  readonly label: string;
  readonly onChoose: (token: number) => void;
}

/** A text's tokens, special ones included, as one tab stop; what is chosen is looked from. */
export function TokenList({ tokens, words, values, chosen, label, onChoose }: TokenListProps) {
  const theme = useShownTheme();
  const { ramp, word: linked } = useView(({ ramp, word }) => ({ ramp, word }));
  const setView = useSetView();
  const scale = sharedScale([values ?? []]);
  const item = useRoving({
    count: tokens.length,
    current: chosen,
    move: (at, key) => alongRow(tokens.length, at, key),
    onAt: (word) => setView({ word }),
  });
  return (
    <ul className="word-list" aria-label={label} data-roving>
      {tokens.map((token, i) => {
        const value = values?.[i];
        const { background, text } = wordTint(positionOf(scale, value ?? 0), ramp, theme);
        return (
          <li key={i}>
            <button
              {...item(i)}
              type="button"
              className="word"
              style={{ background, color: text }}
              data-linked={linked === i || undefined}
              aria-pressed={chosen === undefined ? undefined : chosen === i}
              onPointerEnter={() => setView({ word: i })}
              onPointerLeave={() => setView({ word: undefined })}
              onClick={() => onChoose(i)}
            >
              <span dir="auto">{nameOf(token, words[i] ?? -1, i)}</span>
              {value !== undefined && (
                <span className="value">
                  {wholePercent(value)}
                  <span className="visually-hidden"> per cent</span>
                </span>
              )}
            </button>
          </li>
        );
      })}
    </ul>
  );
}

/** Special tokens by what they do: those before the words begin the text, others end it. */
const nameOf = (token: string, word: number, at: number): string =>
  word >= 0 ? token : at === 0 ? 'start' : 'end';
