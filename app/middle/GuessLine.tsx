import { Button } from 'react-aria-components';
import { GET_ONE, ONLY_STICKERS } from '../door/sentences';
import { usePlayground, useShare, useStores } from '../hooks/stores';
import { isGuess } from '../store/domain';

/** Where the model meets a picture of a kind that it never saw: that it guesses, and the way to one that knows. */
export function GuessLine() {
  const isShown = usePlayground(isGuess);
  const isLinked = useShare(({ opened }) => opened !== undefined);
  const { models, offer } = useStores();
  if (!isShown) return null;
  return (
    <div className="guess-line">
      <p>{ONLY_STICKERS}</p>
      <Button
        className="button"
        onPress={() => (isLinked ? models.getState().open() : offer.getState().hideGuess())}
      >
        {GET_ONE}
      </Button>
    </div>
  );
}
