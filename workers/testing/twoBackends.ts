/** Two backends in one runtime, both onnxruntime-node in truth; a test decides how the one called WebGPU misbehaves. */
import * as node from 'onnxruntime-node';
import type { Ort } from '../../src/engine/runtime';

export interface Misbehaviour {
  /** Added to every number that WebGPU gives. */
  readonly off?: number;
  /** Creating a session on WebGPU fails with this. */
  readonly fails?: string;
  /** Called before each run, e.g. to move a clock. */
  readonly onRun?: (provider: 'wasm' | 'webgpu') => void;
}

type Options = { executionProviders: ['wasm' | 'webgpu'] };

export function twoBackends({ off = 0, fails, onRun }: Misbehaviour = {}): Ort & {
  readonly open: () => number;
} {
  let open = 0;
  const create = async (model: Uint8Array, { executionProviders: [provider] }: Options) => {
    if (provider === 'webgpu' && fails !== undefined) throw new Error(fails);
    const session = await node.InferenceSession.create(model, {
      executionProviders: ['cpu'],
      intraOpNumThreads: 1,
    });
    open++;
    return {
      async run(feeds: Record<string, node.Tensor>) {
        onRun?.(provider);
        const outputs = await session.run(feeds);
        if (provider === 'webgpu')
          for (const { data } of Object.values(outputs)) shift(data as Float32Array, off);
        return outputs;
      },
      async release() {
        open--;
        await session.release();
      },
    };
  };
  return { InferenceSession: { create }, Tensor: node.Tensor, open: () => open } as unknown as Ort & {
    open: () => number;
  };
}

function shift(values: Float32Array, off: number): void {
  for (let i = 0; i < values.length; i++) values[i]! += off;
}
