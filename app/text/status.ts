/** The status line: one sentence of what is going on, and what stands behind it. */
import { isUnasked } from '../store/unasked';
import type { PlaygroundState } from '../store/playground';
import { bytes, milliseconds } from './format';

export interface Status {
  readonly state: 'busy' | 'ready' | 'error';
  readonly text: string;
  /** What ran where, and each time: a touch away. */
  readonly details: readonly string[];
}

const STAGES: Readonly<Record<string, string>> = {
  runtime: 'Loading the runtime',
  threads: 'Preparing the runtime',
  model: 'Loading the model',
  session: 'Preparing the model',
  'warm-up': 'Warming up',
};

type Inputs = Pick<PlaygroundState, 'load' | 'info' | 'phase' | 'error' | 'shown' | 'asked'>;

export function statusOf({ load, info, phase, error, shown, asked }: Inputs): Status {
  const details = info ? [`${backend(info)}. ${info.backendReason}`] : [];
  const say = (state: Status['state'], text: string, more: readonly string[] = []): Status => ({
    state,
    text,
    details: [...details, ...more],
  });
  if (load.phase === 'failed') return say('error', load.message);
  if (error !== undefined) return say('error', error);
  if (load.phase === 'loading') {
    const inBytes = load.stage === 'runtime' || load.stage === 'model';
    const progress = inBytes && load.total > 0 ? `, ${bytes(load.loaded)} of ${bytes(load.total)}` : '';
    return say('busy', `${STAGES[load.stage] ?? 'Loading'}${progress}`);
  }
  if (!info) return say('busy', 'Loading');
  if (phase === 'answering' || phase === 'waiting') return say('busy', 'Answering');
  if (phase === 'explaining') return say('busy', 'Explaining');
  const { answer, explain } = shown?.reply.document.timings ?? {};
  if (isUnasked({ asked, info }) || answer === undefined || explain === undefined)
    return say('ready', 'Ready');
  return say('ready', `Answered and explained in ${seconds(answer + explain)}, in this browser`, [
    `Answer ${milliseconds(answer)}, maps ${milliseconds(explain)}.`,
  ]);
}

/** “0.1 s”, with as many digits as a person can feel. */
const seconds = (ms: number): string => (ms < 50 ? 'under 0.1 s' : `${(ms / 1000).toFixed(1)} s`);

function backend({ backend: name, threads }: { backend: 'webgpu' | 'wasm'; threads: number }): string {
  if (name === 'webgpu') return 'WebGPU';
  return threads > 1 ? `WASM, ${threads} threads` : 'WASM, 1 thread';
}

/**
 * What of the status is said aloud: how loading goes, stage by stage, and what failed. That an answer is being computed is
 * not, as it would be with every letter; the finished explanation has a sentence of its own.
 */
export const aloud = ({ state, text }: Pick<Status, 'state' | 'text'>): string =>
  state === 'error' || (state === 'busy' && /^(Loading|Preparing|Warming)/.test(text))
    ? state === 'error'
      ? text
      : text.replace(/, .*/, '')
    : '';
