import { sizeOf } from '../../tensor/tensor';
import type { Call } from '../call';
import { Refusal } from '../refusal';

/** Keys and values of earlier steps must be empty. */
export function checkNoPast(call: Call, at: number): void {
  const past = call.inputs[at];
  if (past && sizeOf(past.shape) > 0) {
    throw new Refusal(
      'cache',
      `The operator ${call.op} is given keys and values of earlier steps; give the whole text at once, with an empty cache.`,
    );
  }
}
