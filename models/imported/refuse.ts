import { undifferentiable } from '../../src/grad/no-gradient';
import type { Value } from '../../src/onnx/graph';
import { WhylightError } from '../../src/tensor/error';

/**
 * Looks for operators without a gradient rule between attention and what is explained, before anything runs.
 * @throws WhylightError ('model-broken') naming them
 */
export function refuseUndifferentiable(target: Value, attention: readonly Value[]): void {
  const operators = undifferentiable([target], attention);
  if (operators.length === 0) return;
  throw new WhylightError(
    'model-broken',
    `This model cannot be explained: between its attention and its answer stands ${operators.join(', ')}, which has no gradient here; an export without it can.`,
  );
}
