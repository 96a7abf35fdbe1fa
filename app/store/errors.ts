/** True for what a cancelled request rejects with, from the platform or from the worker client. */
export function isAbort(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return error.name === 'AbortError' || ('code' in error && error.code === 'cancelled');
}

/** What the page says of an error, and what it keeps for those who want to know more. */
export interface Told {
  readonly message: string;
  readonly details?: string;
}

const UNFORESEEN =
  'Something went wrong in the page that is not your doing: try again, and reload the page if it comes back.';

/** What the platform throws is written for programmers; what Whylight throws is a sentence for a person. */
const FROM_PLATFORM = [TypeError, RangeError, ReferenceError, SyntaxError, EvalError, URIError, DOMException];

export function tell(error: unknown): Told {
  if (!(error instanceof Error) || !error.message) return { message: UNFORESEEN, details: String(error) };
  if (FROM_PLATFORM.some((kind) => error instanceof kind))
    return { message: UNFORESEEN, details: `${error.name}: ${error.message}` };
  const { message } = error;
  return 'details' in error && typeof error.details === 'string'
    ? { message, details: error.details }
    : { message };
}

/** The sentence to show for an error. */
export const sentenceOf = (error: unknown): string => tell(error).message;
