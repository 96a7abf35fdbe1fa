/** Measures one model in a worker, as the playground runs it. */
import { fetchFolder } from '../models/hub/fetch';
import { loadRuntime } from '../workers/runtime';
import { measure } from './measure';
import { isLowMemory, isRandomModel, randomModel } from './models';
import type { Sample } from './results';

export interface WorkerTask {
  readonly model: string;
  readonly backend: 'wasm' | 'webgpu';
  readonly threads: number;
  readonly runs: number;
  readonly runtimeUrl: string;
  readonly modelUrl: string;
}

onmessage = ({ data }: MessageEvent<WorkerTask>) => {
  run(data).then(
    (samples) => postMessage({ samples }),
    (error: unknown) => postMessage({ error: String(error) }),
  );
};

async function run(task: WorkerTask): Promise<Sample[]> {
  if (task.backend === 'webgpu') await requireRealAdapter();
  const { ort, backend, reason } = await loadRuntime({
    runtimeUrl: task.runtimeUrl,
    choice: task.backend,
    threads: task.threads,
    onBytes: () => undefined,
    onThreads: () => undefined,
  });
  if (backend.provider !== task.backend) throw new Error(reason);
  const begin = performance.now();
  const folder = isRandomModel(task.model)
    ? randomModel(task.model)
    : await fetchFolder(task.modelUrl, (url) => fetch(url));
  const load = performance.now() - begin;
  const onStep = (step: string) => postMessage({ step });
  const options = isLowMemory(task.model) ? { ...backend, optimize: false } : backend;
  const samples = await measure(ort, folder, options, { runs: task.runs, onStep });
  return isRandomModel(task.model) ? samples : [...samples, { metric: 'load', values: [load], unit: 'ms' }];
}

/** A software adapter is right and fifty times slower than WASM: its figures would say nothing. @throws Error */
async function requireRealAdapter(): Promise<void> {
  const adapter = await (navigator as { gpu?: GPU }).gpu?.requestAdapter();
  if (!adapter || adapter.info.isFallbackAdapter) throw new Error('there is no real graphics adapter here');
}
