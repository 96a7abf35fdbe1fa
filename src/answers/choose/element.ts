import { indicesOf } from './shape';

/**
 * One element of an output as programs write it: “logits[0, 7]”.
 * @param index row-major, in an output of that shape; an output of no axes is called by its name
 */
export const elementName = (name: string, shape: readonly number[], index: number): string =>
  shape.length === 0 ? name : `${name}[${indicesOf(shape, index).join(', ')}]`;
