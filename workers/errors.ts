/** Errors as the page is told of them. */
import { MethodError } from '../src/relevance';
import { WhylightError } from '../src/tensor/error';
import type { ErrorCode } from './protocol';

export function codeOf(error: unknown): ErrorCode {
  if (error instanceof WhylightError) return error.code;
  if (error instanceof MethodError) return 'bad-input';
  if (error instanceof RangeError || /out of memory|bad_alloc|allocation failed/i.test(describe(error)))
    return 'out-of-memory';
  return 'internal';
}

/** The sentence of an error. */
export function describe(error: unknown): string {
  if (error instanceof Error) return error.message;
  return typeof error === 'string' ? error : 'Something failed in the worker, and it did not say what.';
}
