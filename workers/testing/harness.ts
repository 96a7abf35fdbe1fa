/** A client with fake workers and a fake clock, and the replies that most tests need. */
import { createClient, ExplainError, type ExplainClient } from '../client';
import type { Pixels } from '../../src/image/pixels';
import type { AnswersReply, ExplanationReply, NoticeReply } from '../protocol';
import { FakeWorker, INFO } from './fakeWorker';

export const MODEL = {
  modelUrl: 'https://x.test/model/',
  runtimeUrl: 'https://x.test/ort/',
  backend: 'auto',
} as const;

export const IMAGE: Pixels = { width: 1, height: 1, data: new Uint8ClampedArray(4) };

export interface Harness {
  readonly client: ExplainClient;
  readonly workers: readonly FakeWorker[];
  readonly notices: readonly NoticeReply[];
  /** The worker of the moment. */
  now(): FakeWorker;
  /** Loads the model. */
  loaded(): Promise<void>;
  /** Gives image `a`. */
  withImage(): Promise<void>;
  /** Asks about image `a`. */
  ask(question: string, options?: Parameters<ExplainClient['explain']>[1]): Promise<ExplanationReply>;
  /** Answers the explanation that was asked for last. */
  replyToExplain(): void;
  /** Plays the model's and the image's coming back after a restart. */
  restart(): void;
}

export function createHarness(): Harness {
  const workers: FakeWorker[] = [];
  const notices: NoticeReply[] = [];
  const client = createClient(() => {
    const worker = new FakeWorker();
    workers.push(worker);
    return worker;
  });
  client.onNotice((notice) => notices.push(notice));
  const now = () => workers.at(-1)!;
  const ready = () => now().say({ type: 'ready', id: now().last('load').id, info: INFO });
  const encoded = () => now().say({ type: 'image', id: now().last('image').id, key: 'a', encodeMs: 1 });
  return {
    client,
    workers,
    notices,
    now,
    async loaded() {
      const load = client.load(MODEL);
      ready();
      await load;
    },
    async withImage() {
      const image = client.setImage('a', IMAGE);
      encoded();
      await image;
    },
    ask: (question, options) =>
      client.explain({ imageKey: 'a', asked: { question, target: {}, methods: [{ id: 'equal' }] } }, options),
    replyToExplain() {
      const { id, asked } = now().last('explain');
      now().say(explanation(id, asked.question));
    },
    restart() {
      ready();
      encoded();
    },
  };
}

/** How a promise ended: its value, or the code that it was rejected with. */
export function outcome(promise: Promise<unknown>): Promise<unknown> {
  return promise.catch((error: unknown) => (error instanceof ExplainError ? error.code : error));
}

/** The first half of an explanation's replies. */
export const answersTo = (id: number): AnswersReply => ({
  type: 'answers',
  id,
  answers: [],
  notices: [],
  answerMs: 1,
});

/** An explanation whose question is all that a test looks at. */
export function explanation(id: number, question: string): ExplanationReply {
  const document = {
    schema: 2,
    model: { id: 'toy', sha256: '00' },
    image: { sha256: '00', width: 1, height: 1 },
    question,
    tokens: [],
    words: [],
    streams: [],
    answers: [],
    target: { answer: 'yes' },
    methods: [],
    timings: {},
  } as const;
  return { type: 'explanation', id, document, weights: [] };
}
