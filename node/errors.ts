import { MethodError } from '../src/relevance/errors';
import { WhylightError } from '../src/tensor/error';

/** Whether an error is about bad input or an unfit model, in words for the person; everything else is a defect. */
export const isExpected = (error: unknown): error is Error =>
  error instanceof WhylightError || error instanceof MethodError;

/** An error as one line. */
export function sentenceOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.replace(/\s*\n\s*/g, ' ').trim();
}
