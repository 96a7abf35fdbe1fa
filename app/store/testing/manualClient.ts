/** For tests: a client whose replies come when the test says so. */
import { streamOf } from '../../../src/anatomy';
import { squarePreprocessing } from '../../../src/image/config';
import { NEEDS } from '../../../src/methods/method';
import type { ExplainClient } from '../../../workers/client';
import type {
  AnswersReply,
  AttentionReply,
  ExplanationReply,
  ModelInfo,
  PerturbReply,
  ReplaySteps,
} from '../../../workers/protocol';
import type { PageImage } from '../../image/pageImage';
import { onWire, type PageAsked } from '../asked';
import type { Shown } from '../shown';

type ExplainArgs = Parameters<ExplainClient['explain']>;

/** An `explain` call under way. */
export interface PendingExplain {
  readonly request: ExplainArgs[0];
  readonly signal: AbortSignal | undefined;
  answer(): void;
  finish(): void;
  fail(error: Error): void;
}

/** Any other call under way. */
export interface Pending<Request, Result> {
  readonly request: Request;
  readonly signal: AbortSignal | undefined;
  finish(result: Result): void;
  fail(error: Error): void;
}

export interface ManualClient extends ExplainClient {
  readonly explains: PendingExplain[];
  readonly images: string[];
  readonly attentions: Pending<Parameters<ExplainClient['attention']>[0], AttentionReply>[];
  readonly replays: Pending<Parameters<ExplainClient['replay']>[0], readonly ReplaySteps[]>[];
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
  architecture: 'clipmapper',
  licence: 'MIT',
  answering: 'vocabulary',
  answers: ['cat', 'dog'],
  offers: NEEDS,
  backend: 'wasm',
  threads: 1,
  backendReason: '',
  grid: { rows: 2, cols: 2 },
  imageSize: 32,
  maxTokens: 8,
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
export function explanationOf({ asked }: Pick<ExplainArgs[0], 'asked'>): ExplanationReply {
  const { question, target, methods } = asked;
  return {
    type: 'explanation',
    id: 0,
    document: {
      schema: 2,
      model: { id: 'toy', sha256: '' },
      image: { sha256: '', width: 1, height: 1 },
      question,
      tokens: ['<|startoftext|>', question, '<|endoftext|>'],
      words: [-1, 0, -1],
      streams: [
        streamOf('image', [
          { kind: 'special', label: 'class token', count: 1 },
          { kind: 'patches', label: 'patches', grid: { rows: 2, cols: 2 }, count: 4 },
        ]),
        streamOf('text', [
          { kind: 'special', label: 'start token', count: 1 },
          { kind: 'words', label: 'words', count: 1 },
          { kind: 'special', label: 'end token', count: 1 },
        ]),
      ],
      answers: answersReply().answers,
      target: { ...target, answer: target.answer ?? 'cat' },
      methods: methods.map(({ id }) => ({
        id,
        startLayer: 1,
        image: { rows: 2, cols: 2, values: [0.25, 0.25, 0.25, 0.25], rawMass: 1 },
        text: { values: [0, 1, 0], rawMass: 1 },
      })),
      timings: {},
    },
    weights: [],
  };
}

/** The explanation of a question as the playground shows it. */
export function shownOf(asked: PageAsked, image: PageImage = imageNamed('a')): Shown {
  const { asked: wire, columns } = onWire(asked);
  return { reply: explanationOf({ asked: wire }), image, asked, columns };
}

function answersReply(): AnswersReply {
  const answers = [
    { text: 'cat', probability: 0.9, logit: 2 },
    { text: 'dog', probability: 0.1, logit: 0 },
  ];
  return { type: 'answers', id: 0, answers, notices: [], answerMs: 1 };
}

/** Makes a call pending. Deliberately deaf to abort: the stores themselves must drop what is stale. */
function pend<Request, Result, Reply>(
  list: Pending<Request, Result>[],
  request: Request,
  signal: AbortSignal | undefined,
  replyOf: (result: Result) => Reply,
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    list.push({ request, signal, finish: (result) => resolve(replyOf(result)), fail: reject });
  });
}

export function createManualClient(): ManualClient {
  const explains: PendingExplain[] = [];
  const images: string[] = [];
  const attentions: ManualClient['attentions'] = [];
  const replays: ManualClient['replays'] = [];
  const perturbs: ManualClient['perturbs'] = [];
  const listeners = new Set<Parameters<ExplainClient['onNotice']>[0]>();
  return {
    explains,
    images,
    attentions,
    replays,
    perturbs,
    notify: (message) => listeners.forEach((listener) => listener({ type: 'notice', message })),
    load: async () => INFO,
    setImage: async (key) => {
      images.push(key);
      return { type: 'image', id: 0, key, encodeMs: 1 };
    },
    explain: (request, { onAnswers, signal } = {}) =>
      new Promise((resolve, reject) => {
        explains.push({
          request,
          signal,
          answer: () => onAnswers?.(answersReply()),
          finish: () => resolve(explanationOf(request)),
          fail: reject,
        });
      }),
    attention: (request, { signal } = {}) => pend(attentions, request, signal, (reply) => reply),
    replay: (request, { signal } = {}) =>
      pend(replays, request, signal, (steps) => ({ type: 'replay', id: 0, steps })),
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
