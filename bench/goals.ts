/** What is aimed for, and the figure of a report that it is held against. */
import type { Result } from './results';

/** A bound on a number of one model, on the backends that fit. */
export interface Goal {
  readonly text: string;
  readonly model: string;
  readonly backend: RegExp;
  readonly metric: string;
  readonly bound: number;
  /** Whether less is better, or more. */
  readonly is: 'at most' | 'at least';
}

/** A prompt not asked before may cost this share of an image encoding on top. */
const PROMPT = 0.12;

const ANY = /./;
const WASM = /^wasm/;
export const GOALS: readonly Goal[] = [
  {
    text: 'zero-shot answer, prompts known: at most 0.05 E',
    model: 'vit-b-32',
    backend: ANY,
    bound: 0.05,
    is: 'at most',
    metric: 'answer/encodeImage',
  },
  {
    text: `each prompt not asked before: at most ${PROMPT} E`,
    model: 'vit-b-32',
    backend: ANY,
    bound: PROMPT,
    is: 'at most',
    metric: 'answerPerPrompt/encodeImage',
  },
  {
    text: 'zero-shot, both maps, all blocks: at most 1.2 E',
    model: 'vit-b-32',
    backend: ANY,
    bound: 1.2,
    is: 'at most',
    metric: 'explain/encodeImage',
  },
  {
    text: 'zero-shot, both maps, last three blocks: at most 0.45 E',
    model: 'vit-b-32',
    backend: ANY,
    bound: 0.45,
    is: 'at most',
    metric: 'explainLast3/encodeImage',
  },
  {
    text: 'mapper, question → answer: at most 0.35 E',
    model: 'vit-b-32-mapper',
    backend: ANY,
    bound: 0.35,
    is: 'at most',
    metric: 'answer/encodeImage',
  },
  {
    text: 'mapper, both maps: at most 1.7 E',
    model: 'vit-b-32-mapper',
    backend: ANY,
    bound: 1.7,
    is: 'at most',
    metric: 'explain/encodeImage',
  },
  {
    text: 'rate of the network: at least 75 % of the best matrix product',
    model: 'vit-b-32',
    backend: /^node$/,
    metric: 'gflops/matmulGflops',
    bound: 75,
    is: 'at least',
  },
  {
    text: 'peak memory of the page, float32: under 2.2 GB',
    model: 'vit-b-32',
    backend: WASM,
    bound: 2200,
    is: 'at most',
    metric: 'peakMemory',
  },
  {
    text: 'the same, after all blocks and methods were asked for',
    model: 'vit-b-32',
    backend: WASM,
    bound: 2200,
    is: 'at most',
    metric: 'peakMemoryAll',
  },
  {
    text: 'peak memory of the page, float16 in low-memory mode: under 1.2 GB',
    model: 'vit-b-32-fp16',
    backend: WASM,
    bound: 1200,
    is: 'at most',
    metric: 'peakMemory',
  },
  {
    text: 'the same, after all blocks and methods were asked for',
    model: 'vit-b-32-fp16',
    backend: WASM,
    bound: 1200,
    is: 'at most',
    metric: 'peakMemoryAll',
  },
  {
    text: 'bundled model, question → answer: under 40 ms',
    model: 'stickers',
    backend: /^wasm-2$/,
    bound: 40,
    is: 'at most',
    metric: 'answer',
  },
  {
    text: 'bundled model, question → both maps: under 100 ms',
    model: 'stickers',
    backend: /^wasm-2$/,
    bound: 100,
    is: 'at most',
    metric: 'explain',
  },
  {
    text: 'page and worker code, gzipped: under 350 kB',
    model: 'page',
    backend: ANY,
    bound: 350,
    is: 'at most',
    metric: 'codeFirst',
  },
];

/** One row a backend: the goal, what was measured, and by how much it was missed. */
export function goalRows(goal: Goal, results: readonly Result[]): string[] {
  const { text, model, backend, metric, bound, is } = goal;
  const measured = results.filter((r) => r.model === model && r.metric === metric && backend.test(r.backend));
  if (measured.length === 0) return [`| ${text} | – | not measured | |`];
  return measured.map((result) => {
    const { median, unit } = result;
    const excess = is === 'at most' ? median / bound - 1 : bound / median - 1;
    const verdict = excess <= 0 ? 'reached' : `missed by ${(100 * excess).toFixed(excess < 0.1 ? 1 : 0)} %`;
    return `| ${text} | ${result.backend} | ${median.toFixed(median < 10 ? 2 : 0)} ${unit} | ${verdict} |`;
  });
}
