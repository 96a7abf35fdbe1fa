import { Button } from 'react-aria-components';
import { usePlayground, useStores } from '../hooks/stores';
import { isOutsideDomain } from '../store/domain';

/** Where the model meets a picture of a kind that it never saw: that it guesses, and the way to one that knows. */
export function GuessLine() {
  const isGuess = usePlayground(isOutsideDomain);
  const { models } = useStores();
  if (!isGuess) return null;
  return (
    <div className="guess-line">
      <p>This model has only ever seen stickers.</p>
      <Button className="button" onPress={() => models.getState().open()}>
        Get a model that knows photographs
      </Button>
    </div>
  );
}
