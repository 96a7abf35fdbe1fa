/** For tests: a client whose replies come when the test says so. */
import type { ExplainClient } from '../../../workers/client';
import type { AnswersReply, ExplanationReply, ModelInfo, PerturbReply } from '../../../workers/protocol';
import { squarePreprocessing } from '../../../src/image/config';
import type { PageImage } from '../../image/pageImage';

type ExplainArgs = Parameters<ExplainClient['explain']>;

/** An `explain` call under way. */
export interface PendingExplain {
  readonly request: ExplainArgs[0];
  readonly signal: AbortSignal | undefined;
  answer(): void;
  finish(): void;
  fail(error: Error): void;
}

export interface ManualClient extends ExplainClient {
  readonly explains: PendingExplain[];
  readonly images: string[];
  readonly perturbs: {
    point: (reply: PerturbReply) => void;
    end: () => void;
    signal: AbortSignal | undefined;
  }[];
  notify(message: string): void;
}

export const INFO: ModelInfo = {
  id: 'toy',
  name: 'Toy',
  sha256: '',
  architecture: 'mapper',
  licence: 'MIT',
  backend: 'wasm',
  threads: 1,
  backendReason: '',
  grid: { rows: 2, cols: 2 },
  imageSize: 32,
  maxTokens: 8,
  answers: ['cat', 'dog'],
  blocks: [],
  startLayers: 2,
  recommended: { startLayer: 1, importance: 'norm' },
  domain: 'stickers',
  preprocessing: squarePreprocessing(32),
  loadMs: 1,
};

const PIXELS = { width: 1, height: 1, data: new Uint8ClampedArray(4) };

export const imageNamed = (key: string): PageImage => ({
  key,
  name: key,
  display: PIXELS,
  pixelsFor: () => PIXELS,
});

/** A whole explanation of a question, with invented numbers. */
export function explanationOf(request: ExplainArgs[0]): ExplanationReply {
  const tokens = ['<|startoftext|>', request.question, '<|endoftext|>'];
  return {
    type: 'explanation',
    id: 0,
    document: {
      schema: 1,
      model: { id: 'toy', sha256: '' },
      image: { sha256: '', width: 1, height: 1 },
      question: request.question,
      tokens,
      answers: answersOf(request.question).answers,
      target: { answer: request.answer ?? 'cat' },
      methods: request.methods.map(({ id }) => ({
        id,
        startLayer: 1,
        image: { rows: 2, cols: 2, values: [0.25, 0.25, 0.25, 0.25], rawMass: 1 },
        text: { values: [0, 1, 0], rawMass: 1 },
      })),
      timings: {},
    },
    weights: [],
    replay: [],
  };
}

function answersOf(question: string): AnswersReply {
  const answers = [
    { text: 'cat', probability: 0.9, logit: 2 },
    { text: 'dog', probability: 0.1, logit: 0 },
  ];
  return { type: 'answers', id: 0, tokens: [question], wordIds: [0], answers, notices: [], answerMs: 1 };
}

export function createManualClient(): ManualClient {
  const explains: PendingExplain[] = [];
  const images: string[] = [];
  const perturbs: ManualClient['perturbs'] = [];
  const listeners = new Set<Parameters<ExplainClient['onNotice']>[0]>();
  return {
    explains,
    images,
    perturbs,
    notify: (message) => listeners.forEach((listener) => listener({ type: 'notice', message })),
    load: async () => INFO,
    setImage: async (key) => {
      images.push(key);
      return { type: 'image', id: 0, key, encodeMs: 1 };
    },
    // Deliberately deaf to abort: the store itself must drop what is stale.
    explain: (request, { onAnswers, signal } = {}) =>
      new Promise((resolve, reject) => {
        explains.push({
          request,
          signal,
          answer: () => onAnswers?.(answersOf(request.question)),
          finish: () => resolve(explanationOf(request)),
          fail: reject,
        });
      }),
    attention: async ({ block }) => ({
      type: 'attention',
      id: 0,
      block,
      rows: 1,
      cols: 1,
      values: new Float32Array(1),
    }),
    perturb: (_request, { onPoint, signal } = {}) =>
      new Promise((resolve) => {
        perturbs.push({ point: (reply) => onPoint?.(reply), end: resolve, signal });
      }),
    onNotice(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    dispose: () => listeners.clear(),
  };
}
