/** Errors as the page is told of them. */
import { WhylightError } from '../src/tensor/error';
import type { ErrorCode, ErrorReply } from './protocol';

export function codeOf(error: unknown): ErrorCode {
  if (error instanceof WhylightError) return error.code;
  return isOutOfMemory(error) ? 'out-of-memory' : 'internal';
}

type Told = Pick<ErrorReply, 'code' | 'message' | 'details'>;

/** For what the runtime or the browser throws: its own words are for those who mend programs. */
const IN_PLAIN_WORDS: Partial<Readonly<Record<ErrorCode, string>>> = {
  'out-of-memory':
    'There is not enough memory for this: close other tabs or choose a smaller model, then try again.',
};
const UNFORESEEN =
  'The model stopped at this with an error that is not your doing: try again, and reload the page if it comes back.';

/** An error as a reply tells it: a sentence for a person, and apart from it what the runtime itself said. */
export function told(error: unknown): Told {
  const code = codeOf(error);
  const message = messageOf(error);
  if (error instanceof WhylightError) return { code, message };
  return { code, message: IN_PLAIN_WORDS[code] ?? UNFORESEEN, details: message };
}

/** An error's own words. */
export function describe(error: unknown): string {
  if (!(error instanceof WhylightError) && isOutOfMemory(error))
    return 'There was not enough memory for this: close other tabs, or choose a smaller model.';
  return messageOf(error);
}

/** What browsers and the runtime throw when an allocation fails; no two of them say it alike. */
const isOutOfMemory = (error: unknown): boolean =>
  error instanceof RangeError ||
  /out of memory|bad_alloc|allocation failed|(could not|cannot|failed to) allocate/i.test(messageOf(error));

function messageOf(error: unknown): string {
  if (error instanceof Error) return error.message;
  return typeof error === 'string' ? error : 'Something failed in the worker, and it did not say what.';
}
