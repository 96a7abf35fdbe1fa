import type { Call } from '../call';
import { elementType, plainType, type PlainType } from '../read/elementTypes';
import { Refusal } from '../refusal';

/** The type of the graph that a Cast's `to` becomes. @throws Refusal for types that no value here has */
export function plainTypeOfNumber(call: Call, otherwise = 1): PlainType {
  const number = call.attributes.number('to', call.attributes.number('dtype', otherwise));
  const type = elementType(number);
  const plain = type && plainType(type);
  if (plain) return plain;
  throw new Refusal(
    'element-type',
    `The operator ${call.op} makes elements of the type ${type ?? `number ${number}`}, which is not supported here; ` +
      'export the model in float32 or float16.',
  );
}
