import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toyClipParts } from '../../models/fixtures/clip';
import { huggingFaceFiles, openClipFiles, type Files } from '../../models/hub/testing/published';
import { readTensorF32 } from '../../src/weights/values';
import { openModelFolder } from './models';

const TOY = { seed: 31 };
const original = new Map(toyClipParts(TOY).tensors.map(({ name, data }) => [name, data as Float32Array]));

let dir = '';
beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'whylight-models-'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

async function onDisk(files: Files): Promise<string> {
  const folder = await mkdtemp(path.join(dir, 'folder-'));
  for (const [name, bytes] of Object.entries(files)) await writeFile(path.join(folder, name), bytes);
  return folder;
}

describe('a published checkpoint on disk', () => {
  it('in OpenCLIP’s naming: projections are turned without writing over themselves', async () => {
    const { weights } = await openModelFolder(await onDisk(openClipFiles(TOY)));
    for (const [name, data] of original) expect(readTensorF32(weights, name), name).toEqual(data);
  });

  it('in bfloat16: widened', async () => {
    const { weights } = await openModelFolder(await onDisk(huggingFaceFiles(TOY, 'bfloat16')));
    for (const [name, data] of original) {
      // The upper half of each number, the rest cut off.
      const bits = new Uint32Array(data.slice().buffer).map((word) => word & 0xffff0000);
      expect(readTensorF32(weights, name), name).toEqual(new Float32Array(bits.buffer));
    }
  });

  it('whose tensors begin at odd bytes, as the format allows', async () => {
    const files = huggingFaceFiles(TOY);
    const moved = shifted(files['model.safetensors']!);
    const { weights } = await openModelFolder(await onDisk({ ...files, 'model.safetensors': moved }));
    for (const [name, data] of original) expect(readTensorF32(weights, name), name).toEqual(data);
  });
});

/** The same file with one space more in its header. */
function shifted(file: Uint8Array): Uint8Array {
  const view = new DataView(file.buffer, file.byteOffset);
  const length = Number(view.getBigUint64(0, true));
  const out = new Uint8Array(file.length + 1);
  out.set(file.subarray(0, 8 + length));
  out[8 + length] = 0x20;
  out.set(file.subarray(8 + length), 9 + length);
  new DataView(out.buffer).setBigUint64(0, BigInt(length + 1), true);
  return out;
}
