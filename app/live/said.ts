/** The one voice of the page: whatever is said aloud goes through here, so that two things are never said at once. */
import { createStore } from 'zustand/vanilla';

interface Said {
  readonly text: string;
}

export const said = createStore<Said>(() => ({ text: '' }));

/** Says a sentence to those who listen, in place of what is being said; the same sentence twice is said once. */
export const say = (text: string): void => said.setState({ text });
