import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createClient, ExplainError, type ExplainClient } from './client';
import type { ErrorCode, ExplanationReply, NoticeReply, PixelImage } from './protocol';
import { FakeWorker, INFO } from './testing/fakeWorker';

const MODEL = {
  modelUrl: 'https://x.test/model/',
  runtimeUrl: 'https://x.test/ort/',
  backend: 'auto',
} as const;
const IMAGE: PixelImage = { width: 1, height: 1, data: new Uint8ClampedArray(4) };

let workers: FakeWorker[];
let client: ExplainClient;
let notices: NoticeReply[];

beforeEach(() => {
  vi.useFakeTimers();
  workers = [];
  notices = [];
  client = createClient(() => {
    const worker = new FakeWorker();
    workers.push(worker);
    return worker;
  });
  client.onNotice((notice) => notices.push(notice));
});

afterEach(() => {
  client.dispose();
  vi.useRealTimers();
});

/** The worker of the moment. */
function now(): FakeWorker {
  return workers.at(-1)!;
}

/** How a promise ended: its value, or the code that it was rejected with. */
function outcome(promise: Promise<unknown>): Promise<unknown> {
  return promise.catch((error: unknown) => (error instanceof ExplainError ? error.code : error));
}

async function loaded(): Promise<void> {
  const load = client.load(MODEL);
  now().say({ type: 'ready', id: now().last('load').id, info: INFO });
  await load;
}

async function withImage(key = 'a'): Promise<void> {
  const image = client.setImage(key, IMAGE);
  now().say({ type: 'image', id: now().last('image').id, key, encodeMs: 1 });
  await image;
}

const ask = (question: string, options = {}) =>
  client.explain({ imageKey: 'a', question, methods: [{ id: 'equal' }] }, options);

/** An explanation whose question is all that a test looks at. */
function explanation(id: number, question: string): ExplanationReply {
  const document = {
    schema: 1,
    model: { id: 'toy', sha256: '00' },
    image: { sha256: '00', width: 1, height: 1 },
    question,
    tokens: [],
    answers: [],
    target: { answer: 'yes' },
    methods: [],
    timings: {},
  };
  return { type: 'explanation', id, document, weights: [], replay: [] };
}

function replyToExplain(): void {
  const { id, question } = now().last('explain');
  now().say(explanation(id, question));
}

describe('order and results', () => {
  it('starts the worker at the first load, passes progress on and brings the model info', async () => {
    expect(workers).toHaveLength(0);
    const steps: number[] = [];
    const load = client.load(MODEL, { onProgress: ({ loaded: bytes }) => steps.push(bytes) });
    const { id } = now().last('load');
    now().say({ type: 'progress', id, stage: 'model', loaded: 5, total: 10 });
    now().say({ type: 'progress', id, stage: 'model', loaded: 10, total: 10 });
    now().say({ type: 'ready', id, info: INFO });
    expect(await load).toBe(INFO);
    expect(steps).toEqual([5, 10]);
  });

  it('sends one request at a time, in the order of the calls', async () => {
    const load = client.load(MODEL);
    const image = client.setImage('a', IMAGE);
    const explain = ask('why');
    expect(now().log).toEqual(['load']);
    now().say({ type: 'ready', id: now().last('load').id, info: INFO });
    expect(now().log).toEqual(['load', 'image']);
    now().say({ type: 'image', id: now().last('image').id, key: 'a', encodeMs: 3 });
    expect(now().log).toEqual(['load', 'image', 'explain']);
    replyToExplain();
    await load;
    expect((await image).encodeMs).toBe(3);
    expect((await explain).document.question).toBe('why');
  });

  it('gives the answers before the maps', async () => {
    await loaded();
    await withImage();
    const seen: string[] = [];
    const explain = ask('why', { onAnswers: () => seen.push('answers') }).then(() => seen.push('maps'));
    const { id } = now().last('explain');
    now().say({ type: 'answers', id, tokens: [], answers: [], notices: [], answerMs: 1 });
    replyToExplain();
    await explain;
    expect(seen).toEqual(['answers', 'maps']);
  });

  it('delivers curve points until the last one, and lets everything else pass waiting curves', async () => {
    await loaded();
    const fractions: number[] = [];
    const first = client.perturb(
      { modality: 'image', methods: [] },
      { onPoint: ({ fraction }) => fractions.push(fraction) },
    );
    const second = client.perturb({ modality: 'text', methods: [] });
    const attention = client.attention({ block: 0 });
    const { id } = now().last('perturb');
    const point = { type: 'perturb', id, modality: 'image', method: 'equal', direction: 'positive' } as const;
    now().say({ ...point, fraction: 0, score: 1, answer: 'yes' });
    now().say({ ...point, fraction: 1, score: 0, answer: 'no', auc: 0.5, done: true });
    await first;
    expect(fractions).toEqual([0, 1]);
    const { id: attentionId } = now().last('attention');
    now().say({
      type: 'attention',
      id: attentionId,
      block: 0,
      rows: 1,
      cols: 1,
      values: new Float32Array(1),
    });
    expect((await attention).rows).toBe(1);
    expect(now().last('perturb').modality).toBe('text');
    client.dispose();
    expect(await outcome(second)).toBe('cancelled');
  });
});

describe('cancelling', () => {
  it('the latest edit wins: older explanations are cancelled and their replies dropped', async () => {
    await loaded();
    await withImage();
    const onAnswers = vi.fn();
    const one = outcome(ask('one', { onAnswers }));
    const { id } = now().last('explain');
    const two = outcome(ask('two'));
    const three = ask('three');
    expect(await one).toBe('cancelled');
    expect(await two).toBe('cancelled');
    expect(now().last('cancel').id).toBe(id);
    // What was running finishes all the same; only then comes the next.
    now().say({ type: 'answers', id, tokens: [], answers: [], notices: [], answerMs: 1 });
    expect(now().log.filter((type) => type === 'explain')).toHaveLength(1);
    now().say(explanation(id, 'one'));
    replyToExplain();
    expect((await three).document.question).toBe('three');
    expect(onAnswers).not.toHaveBeenCalled();
  });

  it('an explanation stops the curves of the one before', async () => {
    await loaded();
    await withImage();
    const running = outcome(client.perturb({ modality: 'image', methods: [] }));
    const waiting = outcome(client.perturb({ modality: 'text', methods: [] }));
    const { id } = now().last('perturb');
    const explain = ask('why');
    expect(await running).toBe('cancelled');
    expect(await waiting).toBe('cancelled');
    now().say({ type: 'error', id, code: 'cancelled', message: 'Cancelled.' });
    replyToExplain();
    await explain;
  });

  it('an aborted call that waits is never sent', async () => {
    await loaded();
    const running = client.setImage('a', IMAGE);
    const controller = new AbortController();
    const waiting = outcome(ask('why', { signal: controller.signal }));
    controller.abort();
    expect(await waiting).toBe('cancelled');
    now().say({ type: 'image', id: now().last('image').id, key: 'a', encodeMs: 1 });
    await running;
    expect(now().log).toEqual(['load', 'image']);
  });

  it('a signal that is aborted beforehand rejects without sending', async () => {
    await loaded();
    expect(await outcome(ask('why', { signal: AbortSignal.abort() }))).toBe('cancelled');
    expect(now().log).toEqual(['load']);
  });

  it('aborting a load ends the worker; the next load takes a new one', async () => {
    const controller = new AbortController();
    const load = outcome(client.load(MODEL, { signal: controller.signal }));
    controller.abort();
    expect(await load).toBe('cancelled');
    expect(workers[0]!.terminated).toBe(true);
    await loaded();
    expect(workers).toHaveLength(2);
  });

  it('dispose cancels everything and refuses what comes later', async () => {
    await loaded();
    const running = outcome(client.setImage('a', IMAGE));
    const waiting = outcome(ask('why'));
    client.dispose();
    expect(await running).toBe('cancelled');
    expect(await waiting).toBe('cancelled');
    expect(now().terminated).toBe(true);
    expect(await outcome(ask('again'))).toBe('cancelled');
  });
});

describe('errors', () => {
  it.each<ErrorCode>(['bad-input', 'model-broken', 'network', 'internal'])('passes %s on', async (code) => {
    await loaded();
    await withImage();
    const explain = ask('why');
    now().say({ type: 'error', id: now().last('explain').id, code, message: 'A clear sentence.' });
    await expect(explain).rejects.toMatchObject({ name: 'ExplainError', code, message: 'A clear sentence.' });
    expect(workers).toHaveLength(1);
  });

  it('says that no model is loaded', async () => {
    await expect(ask('why')).rejects.toThrow(/load one first/);
  });

  it('gives calls that waited for a model the reason why it did not come', async () => {
    const load = outcome(client.load(MODEL));
    const explain = ask('why');
    now().say({
      type: 'error',
      id: now().last('load').id,
      code: 'network',
      message: 'The model was not found.',
    });
    expect(await load).toBe('network');
    await expect(explain).rejects.toThrow('The model was not found.');
  });

  it('frees the memory after out-of-memory and loads the model again for the next call', async () => {
    await loaded();
    await withImage();
    const explain = outcome(ask('big'));
    const { id } = now().last('explain');
    now().say({ type: 'error', id, code: 'out-of-memory', message: 'Too large.' });
    expect(await explain).toBe('out-of-memory');
    expect(workers[0]!.terminated).toBe(true);
    void outcome(ask('small'));
    expect(workers).toHaveLength(2);
    expect(now().log).toEqual(['load']);
  });

  it('reports a worker that cannot be made', async () => {
    const broken = createClient(() => {
      throw new Error('workers are off');
    });
    await expect(broken.load(MODEL)).rejects.toThrow(/workers are off/);
  });

  it('a listener that throws does not stop the queue', async () => {
    await loaded();
    await withImage();
    const explain = ask('why', {
      onAnswers: () => {
        throw new Error('faulty page');
      },
    });
    const { id } = now().last('explain');
    const answers = { type: 'answers', id, tokens: [], answers: [], notices: [], answerMs: 1 } as const;
    expect(() => now().say(answers)).toThrow('faulty page');
    replyToExplain();
    expect((await explain).document.question).toBe('why');
  });
});

describe('a worker that breaks', () => {
  /** Plays the restart: model and image come again by themselves. */
  function restart(): void {
    now().say({ type: 'ready', id: now().last('load').id, info: INFO });
    now().say({ type: 'image', id: now().last('image').id, key: 'a', encodeMs: 1 });
  }

  it('is started again, gets model and image back and is asked once more', async () => {
    await loaded();
    await withImage();
    const explain = ask('why');
    now().crash('boom');
    expect(workers[0]!.terminated).toBe(true);
    expect(notices[0]!.message).toMatch(/stopped \(boom\)/);
    restart();
    expect(notices[1]!.info).toBe(INFO);
    expect(now().log).toEqual(['load', 'image', 'explain']);
    replyToExplain();
    expect((await explain).document.question).toBe('why');
  });

  it('is not asked a third time, and serves the next call', async () => {
    await loaded();
    await withImage();
    const explain = ask('deadly');
    now().crash('boom');
    restart();
    now().crash('boom');
    await expect(explain).rejects.toMatchObject({ code: 'crashed' });
    const next = ask('harmless');
    restart();
    replyToExplain();
    expect((await next).document.question).toBe('harmless');
  });

  it('does not deliver what a dead worker still says', async () => {
    await loaded();
    await withImage();
    const explain = outcome(ask('why'));
    const dead = now();
    const { id } = dead.last('explain');
    dead.crash('boom');
    dead.say(explanation(id, 'from the grave'));
    restart();
    replyToExplain();
    expect(await explain).toMatchObject({ document: { question: 'why' } });
  });

  it('is started again when it breaks while idle, but not for ever', async () => {
    await loaded();
    now().crash('boom');
    expect(workers).toHaveLength(2);
    expect(now().log).toEqual(['load']);
    now().crash('boom');
    expect(workers).toHaveLength(2);
  });

  it('counts as hung when it is silent for too long; any message of the request resets the clock', async () => {
    await loaded();
    await withImage();
    const explain = ask('why');
    vi.advanceTimersByTime(59_000);
    const { id } = now().last('explain');
    now().say({ type: 'answers', id, tokens: [], answers: [], notices: [], answerMs: 1 });
    vi.advanceTimersByTime(59_000);
    expect(workers).toHaveLength(1);
    vi.advanceTimersByTime(2_000);
    expect(workers).toHaveLength(2);
    expect(notices[0]!.message).toMatch(/no sign for 60 seconds/);
    restart();
    replyToExplain();
    expect((await explain).document.question).toBe('why');
  });

  it('reports a load that breaks twice', async () => {
    const load = client.load(MODEL);
    now().crash('');
    now().crash('');
    await expect(load).rejects.toThrow(/could not be started/);
    expect(workers).toHaveLength(2);
  });

  it('is replaced when it says itself that it cannot go on', async () => {
    await loaded();
    await withImage();
    const explain = ask('why');
    now().say({
      type: 'error',
      id: now().last('explain').id,
      code: 'backend-lost',
      message: 'The GPU was lost.',
    });
    expect(workers).toHaveLength(2);
    restart();
    replyToExplain();
    await explain;
  });
});

describe('another model', () => {
  it('gets a fresh worker, keeps the images and cancels what was asked of the old one', async () => {
    await loaded();
    await withImage();
    const old = outcome(ask('old'));
    const load = client.load({ ...MODEL, modelUrl: 'https://x.test/other/' });
    expect(await old).toBe('cancelled');
    expect(workers[0]!.terminated).toBe(true);
    const explain = ask('new');
    now().say({ type: 'ready', id: now().last('load').id, info: INFO });
    await load;
    now().say({ type: 'image', id: now().last('image').id, key: 'a', encodeMs: 1 });
    replyToExplain();
    expect((await explain).document.question).toBe('new');
  });

  it('keeps an image that was being encoded waiting for the new model', async () => {
    await loaded();
    const image = client.setImage('a', IMAGE);
    void client.load(MODEL);
    now().say({ type: 'ready', id: now().last('load').id, info: INFO });
    now().say({ type: 'image', id: now().last('image').id, key: 'a', encodeMs: 2 });
    expect((await image).encodeMs).toBe(2);
  });
});

it('passes the worker’s own notices on until the listener is taken away', () => {
  void outcome(client.load(MODEL));
  const more: NoticeReply[] = [];
  const stop = client.onNotice((notice) => more.push(notice));
  now().say({ type: 'notice', message: 'The GPU was lost; going on with WASM.' });
  stop();
  now().say({ type: 'notice', message: 'Again.' });
  expect(more.map(({ message }) => message)).toEqual(['The GPU was lost; going on with WASM.']);
  expect(notices).toHaveLength(2);
});
