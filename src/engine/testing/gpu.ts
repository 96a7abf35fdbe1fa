/** A runtime that keeps outputs on a GPU as WebGPU does, out of one that has none: for tests of what is freed when. */
import * as ort from 'onnxruntime-node';
import type { InferenceSession, Tensor } from 'onnxruntime-common';
import type { Runtime } from '../architecture';
import type { Ort } from '../runtime';

export interface FakeGpu {
  readonly runtime: Runtime;
  /** Tensors on the GPU that were made, and those of them that are not disposed yet. */
  readonly tensors: { made: number; live: number };
  /** Makes the next runs fail, as when memory runs out: one for each name of a graph's output among these. */
  readonly failing: Set<string>;
}

/** Outputs that a session is asked to keep on the GPU cannot be read there at once, and are gone when disposed. */
export function fakeGpu(): FakeGpu {
  const tensors = { made: 0, live: 0 };
  const failing = new Set<string>();
  const real = new WeakMap<Tensor, Tensor>();
  const uploaded = (tensor: Tensor): Tensor => {
    tensors.made++;
    tensors.live++;
    let isThere = true;
    const fake = {
      type: tensor.type,
      dims: tensor.dims,
      size: tensor.size,
      location: 'gpu-buffer',
      get data(): never {
        throw new Error('The data is on the GPU.');
      },
      getData: async () => {
        if (!isThere) throw new Error('The tensor is disposed.');
        return tensor.data;
      },
      dispose() {
        if (!isThere) throw new Error('The tensor is disposed twice.');
        isThere = false;
        tensors.live--;
        real.delete(fake);
      },
    } as unknown as Tensor;
    real.set(fake, tensor);
    return fake;
  };
  const downloaded = (tensor: Tensor): Tensor => {
    if (tensor.location !== 'gpu-buffer') return tensor;
    const found = real.get(tensor);
    if (!found) throw new Error('A disposed tensor is read.');
    return found;
  };
  const create = async (
    model: Uint8Array,
    { preferredOutputLocation = {}, ...options }: InferenceSession.SessionOptions = {},
  ): Promise<InferenceSession> => {
    const session = await ort.InferenceSession.create(model, { ...options, executionProviders: ['cpu'] });
    const onGpu = preferredOutputLocation as Readonly<Record<string, string>>;
    const run = async (feeds: Readonly<Record<string, Tensor>>, wanted?: readonly string[]) => {
      const bad = session.outputNames.find((name) => failing.has(name));
      if (bad !== undefined) {
        failing.delete(bad);
        throw new Error('Out of memory.');
      }
      const given = Object.fromEntries(
        Object.entries(feeds).map(([name, tensor]) => [name, downloaded(tensor)]),
      );
      const found = await (wanted ? session.run(given, [...wanted]) : session.run(given));
      return Object.fromEntries(
        Object.entries(found).map(([name, tensor]) => [
          name,
          onGpu[name] === 'gpu-buffer' ? uploaded(tensor) : tensor,
        ]),
      );
    };
    return { run, release: () => session.release() } as unknown as InferenceSession;
  };
  const backend = { provider: 'webgpu', threads: 1 } as const;
  const fake: Ort = { InferenceSession: { create }, Tensor: ort.Tensor };
  return { runtime: { ort: fake, backend }, tensors, failing };
}
