import { mkdir, open, readdir, rename, writeFile, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { float16ToFloat32, float32ToFloat16 } from '../../../src/weights/half';
import { headerEnd, parseSafetensors, type TensorInfo } from '../../../src/weights/safetensors';
import { writeSafetensors, type TensorData } from '../../../src/weights/safetensors-write';
import { WhylightError } from '../../../src/tensor/error';

interface Place {
  readonly handle: FileHandle;
  readonly info: TensorInfo;
}

const SHARD_BYTES = 64 * 2 ** 20;

/**
 * Features on disk by key, in half precision, many to a safetensors file. Entries are never changed: a key says all that
 * its value depends on.
 */
export class FeatureCache {
  private readonly places = new Map<string, Place>();
  private readonly handles: FileHandle[] = [];
  private waiting: TensorData[] = [];
  private waitingBytes = 0;

  private constructor(
    private readonly dir: string,
    private readonly shardBytes: number,
  ) {}

  /** @throws WhylightError naming a file that is damaged */
  static async open(dir: string, shardBytes = SHARD_BYTES): Promise<FeatureCache> {
    await mkdir(dir, { recursive: true });
    const cache = new FeatureCache(dir, shardBytes);
    const names = (await readdir(dir)).filter((name) => name.endsWith('.safetensors')).sort();
    for (const name of names) await cache.read(path.join(dir, name));
    return cache;
  }

  has(key: string): boolean {
    return this.places.has(key) || this.waiting.some(({ name }) => name === key);
  }

  /** Adds a matrix; it is on disk after `flush`, or when a shard is full. */
  async add(key: string, shape: readonly number[], values: Float32Array): Promise<void> {
    const data = float32ToFloat16(values);
    this.waiting.push({ name: key, dtype: 'float16', shape, data });
    this.waitingBytes += data.byteLength;
    if (this.waitingBytes >= this.shardBytes) await this.flush();
  }

  /** A matrix that is on disk, as float32. @throws Error for a key that is not there */
  async get(key: string): Promise<Float32Array> {
    const place = this.places.get(key);
    if (!place) throw new Error(`There are no features for ${key}.`);
    const { handle, info } = place;
    const halves = new Uint16Array(info.length / 2);
    await handle.read(new Uint8Array(halves.buffer), 0, info.length, info.offset);
    return float16ToFloat32(halves);
  }

  /** Writes what has been added since. */
  async flush(): Promise<void> {
    if (this.waiting.length === 0) return;
    const file = path.join(this.dir, `${String(this.handles.length).padStart(5, '0')}.safetensors`);
    await writeFile(`${file}.part`, writeSafetensors(this.waiting));
    await rename(`${file}.part`, file);
    this.waiting = [];
    this.waitingBytes = 0;
    await this.read(file);
  }

  async close(): Promise<void> {
    await this.flush();
    for (const handle of this.handles.splice(0)) await handle.close();
    this.places.clear();
  }

  private async read(file: string): Promise<void> {
    const handle = await open(file);
    this.handles.push(handle);
    try {
      const { size: fileLength } = await handle.stat();
      const options = { fileLength, file };
      const end = headerEnd(await readBytes(handle, Math.min(8, fileLength)), options);
      const { tensors } = parseSafetensors(await readBytes(handle, end), options);
      for (const [key, info] of tensors) this.places.set(key, { handle, info });
    } catch (error) {
      await this.closeAll();
      if (!(error instanceof WhylightError)) throw error;
      throw new WhylightError(
        'bad-input',
        `The features kept in "${file}" are damaged: delete that folder, and they are computed again.`,
        { cause: error },
      );
    }
  }

  private async closeAll(): Promise<void> {
    for (const handle of this.handles.splice(0)) await handle.close();
  }
}

async function readBytes(handle: FileHandle, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  await handle.read(bytes, 0, length, 0);
  return bytes;
}
