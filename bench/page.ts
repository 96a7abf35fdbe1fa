/** Runs in a page: starts the measuring worker and hands on what it says. */
import type { Sample } from './results';
import type { WorkerTask } from './worker';

/** The worker's task, less the addresses that only the page knows. */
export type PageTask = Omit<WorkerTask, 'runtimeUrl' | 'modelUrl'>;

declare global {
  interface Window {
    measure: (task: PageTask) => Promise<Sample[]>;
    step: (metric: string) => void;
  }
}

window.measure = (task) =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
    worker.onerror = (event) => reject(new Error(event.message));
    worker.onmessage = ({ data }: MessageEvent<{ step?: string; samples?: Sample[]; error?: string }>) => {
      if (data.step !== undefined) window.step(data.step);
      if (data.error !== undefined) reject(new Error(data.error));
      // The worker lives on until the page is closed, so that its memory can be looked at.
      if (data.samples !== undefined) resolve(data.samples);
    };
    const address = (name: string) => new URL(name, location.href).href;
    const addresses = { runtimeUrl: address('ort/'), modelUrl: address(`models/${task.model}/`) };
    worker.postMessage({ ...task, ...addresses } satisfies WorkerTask);
  });
