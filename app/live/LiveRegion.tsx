import { useEffect } from 'react';
import { useStore } from 'zustand';
import { said, say } from './said';

/** The page's one polite live region. @param status what is said as soon as it changes; empty: nothing */
export function LiveRegion({ status }: { readonly status: string }) {
  const text = useStore(said, (state) => state.text);
  useEffect(() => {
    if (status !== '') say(status);
  }, [status]);
  return (
    <span className="visually-hidden" role="status" aria-label="Status" aria-live="polite">
      {text}
    </span>
  );
}
