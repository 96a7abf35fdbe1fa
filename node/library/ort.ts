import type { BackendOptions, Ort } from '../../src/engine/runtime';

export interface Runtime {
  readonly ort: Ort;
  readonly backend: BackendOptions;
  /** A sentence for the person when the faster runtime could not be had. */
  readonly notice?: string;
}

/** How the two runtimes are imported; tests give others. */
export interface RuntimeModules {
  readonly node: () => Promise<unknown>;
  readonly web: () => Promise<unknown>;
}

const MODULES: RuntimeModules = {
  node: () => import('onnxruntime-node'),
  web: () => import('onnxruntime-web'),
};

/**
 * onnxruntime-node, or onnxruntime-web where the native library cannot be loaded: there is none for Intel Macs and for
 * musl systems. The web build runs in Node as well, slower.
 */
export async function loadRuntime(modules: RuntimeModules = MODULES): Promise<Runtime> {
  try {
    return { ort: ortOf(await modules.node()), backend: { provider: 'cpu' } };
  } catch (error) {
    if (!isMissingLibrary(error)) throw error;
    return {
      ort: ortOf(await modules.web()),
      backend: { provider: 'wasm' },
      notice: `onnxruntime-node has no library for this machine (${process.platform} ${process.arch}), so the slower WebAssembly build is used.`,
    };
  }
}

/** A CommonJS package stands under `default` when its names are not found by the loader. */
function ortOf(module: unknown): Ort {
  const found = module as Partial<Ort> & { readonly default?: Ort };
  return found.InferenceSession === undefined ? found.default! : (found as Ort);
}

const MISSING = ['MODULE_NOT_FOUND', 'ERR_MODULE_NOT_FOUND', 'ERR_DLOPEN_FAILED'];

function isMissingLibrary(error: unknown): boolean {
  return error instanceof Error && 'code' in error && MISSING.includes(String(error.code));
}
