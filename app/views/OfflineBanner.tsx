import { Button } from 'react-aria-components';
import { useStore } from 'zustand';
import { useStores } from '../hooks/stores';

/** New versions and what the browser's storage did; nothing here takes anything away. */
export function OfflineBanner() {
  const { offline } = useStores();
  const { update, notice, takeUpdate, dismiss } = useStore(offline);
  if (update === 'none' && notice === undefined) return null;
  return (
    <div className="banner">
      <span role="status" aria-label="Version">
        {update === 'waiting'
          ? 'A new version of Whylight is here. It is taken when you open the page the next time, or now: picture and question are kept.'
          : update === 'taken'
            ? 'Another tab has taken a new version of Whylight. This one goes on with the old until you reload it: picture and question are kept.'
            : notice}
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
