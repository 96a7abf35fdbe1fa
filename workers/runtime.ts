import type { BackendOptions, Ort } from '../src/engine/runtime';
import { WhylightError } from '../src/tensor/error';
import type { BackendChoice } from './protocol';
import { probe } from './probe';
import { startThreads } from './threads';

/** onnxruntime-web, loaded, and the backend that was chosen with the reason, in one sentence. */
export interface Runtime {
  readonly ort: Ort;
  readonly backend: BackendOptions & { readonly provider: 'wasm' | 'webgpu'; readonly threads: number };
  readonly reason: string;
}

export interface RuntimeRequest {
  readonly runtimeUrl: string;
  readonly choice: BackendChoice;
  readonly threads?: number;
  readonly onBytes: (loaded: number, total: number) => void;
  /** Called before the runtime's threads are started, where it has more than one, and again when they have started. */
  readonly onThreads: (started: boolean) => void;
}

/** The three builds of the runtime: plain WASM; WebGPU by JSPI where the browser has it, else by Asyncify. */
type Build = '' | '.jspi' | '.asyncify';

/** More threads than this gain little on networks of this size, and starve the page. */
const MOST_THREADS = 4;

/**
 * Chooses a backend and loads the runtime for it. WebGPU is taken where there is a real adapter, where it agrees with
 * WASM on a program that holds every operator, and where it is faster in a timed probe; `choice` overrides the timing,
 * never the agreement.
 */
export async function loadRuntime(request: RuntimeRequest): Promise<Runtime> {
  const threads = request.threads ?? defaultThreads();
  const gpu = await findAdapter(request.choice);
  if (gpu.adapter) {
    const build: Build = 'Suspending' in WebAssembly ? '.jspi' : '.asyncify';
    const ort = await loadBuild(build, threads, request);
    const verdict = await probe(ort, request.choice === 'webgpu');
    if (verdict.useGpu) return { ort, backend: { provider: 'webgpu', threads }, reason: verdict.reason };
    return { ort, backend: { provider: 'wasm', threads }, reason: verdict.reason };
  }
  const ort = await loadBuild('', threads, request);
  return { ort, backend: { provider: 'wasm', threads }, reason: gpu.reason };
}

function defaultThreads(): number {
  if (!globalThis.crossOriginIsolated) return 1;
  return Math.max(1, Math.min(MOST_THREADS, navigator.hardwareConcurrency || 1));
}

async function findAdapter(choice: BackendChoice): Promise<{ adapter?: GPUAdapter; reason: string }> {
  if (choice === 'wasm') return { reason: 'WASM, as the address asks.' };
  const gpu = (navigator as { gpu?: GPU }).gpu;
  if (!gpu) return { reason: 'This browser has no WebGPU.' };
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter) return { reason: 'WebGPU found no graphics adapter.' };
  if (adapter.info.isFallbackAdapter && choice !== 'webgpu') {
    return { reason: 'WebGPU has only a software adapter here, which is slower than WASM.' };
  }
  return { adapter, reason: '' };
}

async function loadBuild(
  build: Build,
  threads: number,
  { runtimeUrl, onBytes, onThreads }: RuntimeRequest,
): Promise<Ort> {
  // Only by `await import()`: the runtime's threads load the chunk that imports it statically, and a build then hangs.
  const ort =
    build === '.jspi'
      ? await import('onnxruntime-web/jspi')
      : build === '.asyncify'
        ? await import('onnxruntime-web/webgpu')
        : await import('onnxruntime-web/wasm');
  const base = new URL(`ort-wasm-simd-threaded${build}`, runtimeUrl).href;
  ort.env.wasm.numThreads = threads;
  ort.env.wasm.wasmPaths = { mjs: `${base}.mjs`, wasm: `${base}.wasm` };
  ort.env.wasm.wasmBinary = await fetchBytes(`${base}.wasm`, onBytes);
  ort.env.logLevel = 'error';
  if (threads > 1) {
    onThreads(false);
    await startThreads(ort);
    onThreads(true);
  }
  return ort;
}

/** Fetches a file of the project itself, reporting bytes. @throws WhylightError naming the file */
async function fetchBytes(
  url: string,
  onBytes: (loaded: number, total: number) => void,
): Promise<ArrayBuffer> {
  const name = url.slice(url.lastIndexOf('/') + 1);
  const fail = (why: string): never => {
    throw new WhylightError(
      'network',
      `The runtime's file ${name} could not be loaded (${why}): check the connection and reload the page.`,
    );
  };
  const response = await fetch(url).catch((error: Error) => fail(error.message));
  if (!response.ok || !response.body) return fail(`HTTP ${response.status}`);
  // A compressed body's length says nothing of how many bytes come out of it.
  const encoded = response.headers.has('content-encoding');
  const total = encoded ? 0 : Number(response.headers.get('content-length') ?? 0);
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let loaded = 0;
  const reader = response.body.getReader();
  for (;;) {
    const { done, value } = await reader.read().catch((error: Error) => fail(error.message));
    if (done) break;
    chunks.push(value);
    loaded += value.length;
    onBytes(loaded, total);
  }
  return new Blob(chunks).arrayBuffer();
}
