/** Numbers of a safetensors file at the precision that they were stored in. */
import { readFileSync } from 'node:fs';
import { openSafetensors, type WeightsFile } from '../../weights/safetensors';
import { tensorBytes, tensorInfo } from '../../weights/values';
import type { Numbers } from '../types';

export const openFile = (file: string): WeightsFile => openSafetensors(readFileSync(file), file);

/** A float32 or float64 tensor, row-major. */
export function floats(file: WeightsFile, name: string): Numbers {
  const { dtype } = tensorInfo(file, name);
  if (dtype !== 'float32' && dtype !== 'float64') throw new TypeError(`${name} is of type ${dtype}.`);
  const { buffer } = Uint8Array.from(tensorBytes(file, name));
  return dtype === 'float32' ? new Float32Array(buffer) : new Float64Array(buffer);
}
