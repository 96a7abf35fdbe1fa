/** What PyTorch says of a model that was exported: `NAME.json` and its tensors (`../shared/data/onnx/hf/README.md`). */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { openSafetensors, type WeightsFile } from '../../../src/weights/safetensors';
import { tensorBytes } from '../../../src/weights/values';

export const HF_FOLDER = path.join(
  process.env['WHYLIGHT_TEST_DATA'] ?? path.join(import.meta.dirname, '../../../../shared/data'),
  'onnx/hf',
);

export interface DescribedBlock {
  readonly name: string;
  readonly query: string;
  readonly key: string;
  readonly shape: readonly number[];
  readonly queryVersion: number;
  readonly keyVersion: number;
  readonly reached: boolean;
}

interface Part {
  readonly kind: string;
  readonly from: number;
  readonly to: number;
  readonly grid?: readonly [number, number];
}

export interface Described {
  readonly family: string;
  readonly expected: string;
  readonly target: { readonly output: string; readonly index: readonly number[] };
  readonly readout: Readonly<Record<string, readonly number[]>>;
  readonly streams: Readonly<Record<string, readonly Part[]>>;
  readonly blocks: readonly DescribedBlock[];
}

export const describedFamily = (name: string): Described =>
  JSON.parse(readFileSync(path.join(HF_FOLDER, `${name}.json`), 'utf8')) as Described;

/** Float64 tensors by name: those of the variant where it has its own, else the model's. */
export class Truth {
  private readonly files: readonly WeightsFile[];
  /** The variant's weights are not the model's: its relevance has no reference of its own. */
  readonly isVariant: boolean;

  constructor(family: string, label: string) {
    const own = path.join(HF_FOLDER, `${family}.${label}.reference.safetensors`);
    this.isVariant = existsSync(own);
    const names = [...(this.isVariant ? [own] : []), path.join(HF_FOLDER, `${family}.reference.safetensors`)];
    this.files = names.map((name) => openSafetensors(readFileSync(name)));
  }

  get(name: string): Float64Array | undefined {
    for (const file of this.files) {
      const info = file.tensors.get(name);
      if (!info) continue;
      // Not `slice`, which of a Buffer is no copy.
      const { buffer } = new Uint8Array(tensorBytes(file, name));
      return info.dtype === 'float64'
        ? new Float64Array(buffer)
        : Float64Array.from(new Float32Array(buffer));
    }
    return undefined;
  }
}
