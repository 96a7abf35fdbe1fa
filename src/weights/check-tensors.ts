/** Do a checkpoint's tensors fit the model that its configuration describes? */
import { WhylightError } from '../tensor/error';
import type { SafetensorsHeader } from './safetensors';
import type { TensorTable } from './table';

const SHOWN = 3;
const FLOATS: readonly string[] = ['float32', 'float16', 'bfloat16', 'float64'];

/** Buffers that older Hugging Face checkpoints carry beside the weights. */
const BUFFERS = /\.position_ids$/;

/**
 * @param expected every tensor of the model
 * @param ignore surplus names that do no harm
 * @throws WhylightError ('model-broken') naming the first few missing, surplus and unfit tensors, and how many there are
 */
export function checkTensors(
  { tensors }: Pick<SafetensorsHeader, 'tensors'>,
  expected: TensorTable,
  ignore: RegExp = BUFFERS,
): void {
  const missing = Object.keys(expected).filter((name) => !tensors.has(name));
  const surplus = [...tensors.keys()].filter((name) => !Object.hasOwn(expected, name) && !ignore.test(name));
  const unfit: string[] = [];
  const mistyped: string[] = [];
  for (const [name, shape] of Object.entries(expected)) {
    const info = tensors.get(name);
    if (info === undefined) continue;
    if (info.shape.join() !== shape.join()) {
      unfit.push(`${name} of shape [${info.shape.join(', ')}] instead of [${shape.join(', ')}]`);
    } else if (!FLOATS.includes(info.dtype)) mistyped.push(`${name} of type ${info.dtype}`);
  }
  const problems = [
    describe('missing', missing),
    describe('surplus', surplus),
    describe('of another shape', unfit),
    describe('not floating-point', mistyped),
  ].filter((problem) => problem !== '');
  if (problems.length === 0) return;
  throw new WhylightError(
    'model-broken',
    `The weights do not fit the model's configuration: ${problems.join('; ')}. Use the weights and the configuration of one checkpoint.`,
  );
}

function describe(problem: string, names: readonly string[]): string {
  if (names.length === 0) return '';
  const more = names.length > SHOWN ? ` and ${names.length - SHOWN} more` : '';
  return `${names.length} ${problem} (${names.slice(0, SHOWN).join(', ')}${more})`;
}
