import { Button } from 'react-aria-components';
import { useStore } from 'zustand';
import { useStores } from '../hooks/stores';
import { useSaid } from '../live/useSaid';

/** New versions and what the browser's storage did; nothing here takes anything away. */
export default function OfflineBanner() {
  const { offline } = useStores();
  const { update, notice, takeUpdate, dismiss } = useStore(offline);
  const text =
    update === 'waiting'
      ? 'A new version of Whylight is here. It is taken when you open the page the next time, or now: picture and question are kept.'
      : update === 'taken'
        ? 'Another tab has taken a new version of Whylight. This one goes on with the old until you reload it: picture and question are kept.'
        : notice;
  useSaid(text);
  if (text === undefined) return null;
  return (
    <div className="banner">
      <span role="note" aria-label="Version">
        {text}
      </span>
      {update !== 'none' && (
        <Button className="button" onPress={() => void takeUpdate()}>
          {update === 'waiting' ? 'Take it now' : 'Reload'}
        </Button>
      )}
      <Button className="button plain" aria-label="Dismiss the message" onPress={dismiss}>
        Dismiss
      </Button>
    </div>
  );
}
