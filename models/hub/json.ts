import { WhylightError } from '../../src/tensor/error';
import { refusePointer } from './pointer';

/** A small file's JSON. @throws WhylightError ('model-broken') naming the file */
export function json(bytes: Uint8Array, file: string): unknown {
  refusePointer(bytes, file);
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new WhylightError('model-broken', `${file} of the model is not JSON: get the model again.`);
  }
}
