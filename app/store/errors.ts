/** True for what a cancelled request rejects with, from the platform or from the worker client. */
export function isAbort(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return error.name === 'AbortError' || ('code' in error && error.code === 'cancelled');
}

/** The sentence to show for an error: its message, as everything that reaches the page is written for a person. */
export function sentenceOf(error: unknown): string {
  if (error instanceof Error && error.message) return error.message;
  return 'Something went wrong while the model was running. Change the question or reload the page.';
}
