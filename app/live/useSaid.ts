import { useEffect } from 'react';
import { say } from './said';

/** Says a sentence when it comes up; undefined: nothing. */
export function useSaid(text: string | undefined): void {
  useEffect(() => {
    if (text !== undefined) say(text);
  }, [text]);
}
