import type { InferenceSession, Tensor } from 'onnxruntime-common';

/** The part of onnxruntime that the engine needs; onnxruntime-web and onnxruntime-node both have it. */
export interface Ort {
  readonly InferenceSession: {
    create(model: Uint8Array, options?: InferenceSession.SessionOptions): Promise<InferenceSession>;
  };
  readonly Tensor: typeof Tensor;
}

/** How sessions are made on a backend. */
export interface BackendOptions {
  /** `wasm` and `webgpu` in a browser, `cpu` in Node. */
  readonly provider: 'wasm' | 'webgpu' | 'cpu';
  readonly threads?: number;
  /** Off for parity tests. */
  readonly optimize?: boolean;
}
