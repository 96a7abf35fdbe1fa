/** The status line: one sentence of what is going on. */
import type { PlaygroundState } from '../store/playground';
import { bytes, milliseconds } from './format';

export interface Status {
  readonly state: 'busy' | 'ready' | 'error';
  readonly text: string;
}

const STAGES: Readonly<Record<string, string>> = {
  runtime: 'Loading the runtime',
  model: 'Loading the model',
  session: 'Preparing the model',
  'warm-up': 'Warming up',
};

type Inputs = Pick<PlaygroundState, 'load' | 'info' | 'phase' | 'error' | 'shown' | 'asked'>;

export function statusOf({ load, info, phase, error, shown, asked }: Inputs): Status {
  if (load.phase === 'failed') return { state: 'error', text: load.message };
  if (error !== undefined) return { state: 'error', text: error };
  if (load.phase === 'loading') {
    const inBytes = load.stage === 'runtime' || load.stage === 'model';
    const progress = inBytes && load.total > 0 ? ` · ${bytes(load.loaded)} of ${bytes(load.total)}` : '';
    return { state: 'busy', text: `${STAGES[load.stage] ?? 'Loading'}${progress}` };
  }
  if (!info) return { state: 'busy', text: 'Loading' };
  if (phase === 'answering' || phase === 'waiting')
    return { state: 'busy', text: `Running · ${backend(info)}` };
  if (phase === 'explaining') return { state: 'busy', text: `Computing the maps · ${backend(info)}` };
  if (asked.question.trim() === '')
    return { state: 'ready', text: `Ready · ${backend(info)} · waiting for a question` };
  const timings = shown?.reply.document.timings;
  const times = [
    timings?.['answer'] === undefined ? undefined : `answer ${milliseconds(timings['answer'])}`,
    timings?.['explain'] === undefined ? undefined : `maps ${milliseconds(timings['explain'])}`,
  ].filter((part) => part !== undefined);
  return { state: 'ready', text: ['Ready', backend(info), ...times].join(' · ') };
}

function backend({ backend: name, threads }: { backend: 'webgpu' | 'wasm'; threads: number }): string {
  if (name === 'webgpu') return 'WebGPU';
  return threads > 1 ? `WASM, ${threads} threads` : 'WASM, 1 thread';
}
