import { methodById, type ExplainedMaps, type MethodOptions } from '../relevance';
import { WhylightError } from '../tensor/error';
import { inputTimesGradient, type InputExample, type InputMaps } from './inputs-gradient';
import { integratedGradients } from './inputs-gradient-path';
import type { Model } from './model';
import { occlusion } from './occlusion';

/** Methods that are computed from the model's inputs, not from attention; each costs passes of its own. */
const METHODS: Readonly<Record<string, (model: Model, example: InputExample) => Promise<InputMaps>>> = {
  inputxgradient: inputTimesGradient,
  'integrated-gradients': (model, example) => integratedGradients(model, example),
  occlusion: (model, example) =>
    occlusion((images, texts) => model.logits(images, texts), example, model.side),
};

/** Whether a method is computed here. @throws MethodError for an unknown one */
export const readsInputs = ({ id }: Pick<MethodOptions, 'id'>): boolean =>
  Object.hasOwn(METHODS, methodById(id).id);

/** Maps of a method for which `readsInputs` is true: one value a patch, one a token (start and end 0), signed. */
export function inputMaps(model: Model, example: InputExample, { id }: MethodOptions): Promise<InputMaps> {
  return METHODS[id]!(model, example);
}

/** A method that knows no layers: its map stands after every block. @throws WhylightError when it was not asked for */
export function unchanged(
  maps: ExplainedMaps | undefined,
  blocks: number,
): { image: Float64Array[]; text: Float64Array[] } {
  if (!maps)
    throw new WhylightError('bad-input', 'Only methods that the explanation was asked for can be replayed.');
  const all = (map: Float64Array) => Array.from({ length: blocks }, () => map);
  return { image: all(maps.image), text: all(maps.text) };
}
