import type { Value } from '../../../onnx/graph';
import { findAnatomy, type FoundAnatomy } from '../find';
import { AnatomyError } from '../refusal';
import type { Layers } from './layers';

export const find = ({ g }: Layers, target: Value): FoundAnatomy =>
  findAnatomy(g.graph('model', { target }), target);

/** Why a graph is refused; `found` when it is not. */
export function reasonOf(layers: Layers, target: Value): string {
  try {
    find(layers, target);
  } catch (error) {
    if (error instanceof AnatomyError) return error.reason;
    throw error;
  }
  return 'found';
}
