import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createClient } from './client';
import type { ErrorCode, NoticeReply } from './protocol';
import { INFO } from './testing/fakeWorker';
import {
  answersTo,
  createHarness,
  explanation,
  IMAGE,
  MODEL,
  outcome,
  type Harness,
} from './testing/harness';

let h: Harness;

beforeEach(() => {
  vi.useFakeTimers();
  h = createHarness();
});

afterEach(() => {
  h.client.dispose();
  vi.useRealTimers();
});

describe('order and results', () => {
  it('starts the worker at the first load, passes progress on and brings the model info', async () => {
    expect(h.workers).toHaveLength(0);
    const steps: number[] = [];
    const load = h.client.load(MODEL, { onProgress: ({ loaded: bytes }) => steps.push(bytes) });
    const { id } = h.now().last('load');
    h.now().say({ type: 'progress', id, stage: 'model', loaded: 5, total: 10 });
    h.now().say({ type: 'progress', id, stage: 'model', loaded: 10, total: 10 });
    h.now().say({ type: 'ready', id, info: INFO });
    expect(await load).toBe(INFO);
    expect(steps).toEqual([5, 10]);
  });

  it('sends one request at a time, in the order of the calls', async () => {
    const load = h.client.load(MODEL);
    const image = h.client.setImage('a', IMAGE);
    const explain = h.ask('why');
    expect(h.now().log).toEqual(['load']);
    h.now().say({ type: 'ready', id: h.now().last('load').id, info: INFO });
    expect(h.now().log).toEqual(['load', 'image']);
    h.now().say({ type: 'image', id: h.now().last('image').id, key: 'a', encodeMs: 3 });
    expect(h.now().log).toEqual(['load', 'image', 'explain']);
    h.replyToExplain();
    await load;
    expect((await image).encodeMs).toBe(3);
    expect((await explain).document.question).toBe('why');
  });

  it('gives the answers before the maps', async () => {
    await h.loaded();
    await h.withImage();
    const seen: string[] = [];
    const explain = h.ask('why', { onAnswers: () => seen.push('answers') }).then(() => seen.push('maps'));
    const { id } = h.now().last('explain');
    h.now().say(answersTo(id));
    h.replyToExplain();
    await explain;
    expect(seen).toEqual(['answers', 'maps']);
  });

  it('delivers curve points until the last one, and lets everything else pass waiting curves', async () => {
    await h.loaded();
    const fractions: number[] = [];
    const first = h.client.perturb(
      { modality: 'image', methods: [] },
      { onPoint: ({ fraction }) => fractions.push(fraction) },
    );
    const second = h.client.perturb({ modality: 'text', methods: [] });
    const attention = h.client.attention({ block: 0 });
    const { id } = h.now().last('perturb');
    const point = { type: 'perturb', id, modality: 'image', method: 'equal', direction: 'positive' } as const;
    h.now().say({ ...point, fraction: 0, score: 1, answer: 'yes' });
    h.now().say({ ...point, fraction: 1, score: 0, answer: 'no', auc: 0.5 });
    h.now().say({ type: 'perturbed', id });
    await first;
    expect(fractions).toEqual([0, 1]);
    const { id: attentionId } = h.now().last('attention');
    h.now().say({
      type: 'attention',
      id: attentionId,
      block: 0,
      rows: 1,
      cols: 1,
      values: new Float32Array(1),
    });
    expect((await attention).rows).toBe(1);
    expect(h.now().last('perturb').modality).toBe('text');
    h.client.dispose();
    expect(await outcome(second)).toBe('cancelled');
  });
});

describe('the layer replay', () => {
  const METHODS = [{ id: 'equal' }];
  const steps = [{ image: [new Float32Array(1)], text: [new Float32Array(1)] }];

  it('passes waiting curves and brings the maps of each method', async () => {
    await h.loaded();
    const running = h.client.perturb({ modality: 'image', methods: METHODS });
    const waiting = outcome(h.client.perturb({ modality: 'text', methods: METHODS }));
    const replay = h.client.replay({ methods: METHODS });
    h.now().say({ type: 'perturbed', id: h.now().last('perturb').id });
    await running;
    const { id, methods } = h.now().last('replay');
    expect(methods).toEqual(METHODS);
    h.now().say({ type: 'replay', id, steps });
    expect((await replay).steps).toBe(steps);
    h.client.dispose();
    await waiting;
  });

  it('ends with the explanation that it is of, whether it waits or runs', async () => {
    await h.loaded();
    await h.withImage();
    const running = outcome(h.client.replay({ methods: METHODS }));
    const waiting = outcome(h.client.replay({ methods: METHODS }));
    const { id } = h.now().last('replay');
    const explain = h.ask('why');
    expect(await running).toBe('cancelled');
    expect(await waiting).toBe('cancelled');
    expect(h.now().last('cancel').id).toBe(id);
    h.now().say({ type: 'error', id, code: 'cancelled', message: 'Cancelled.' });
    h.replyToExplain();
    await explain;
    expect(h.now().log.filter((type) => type === 'replay')).toHaveLength(1);
  });
});

describe('cancelling', () => {
  it('the latest edit wins: older explanations are cancelled and their replies dropped', async () => {
    await h.loaded();
    await h.withImage();
    const onAnswers = vi.fn();
    const one = outcome(h.ask('one', { onAnswers }));
    const { id } = h.now().last('explain');
    const two = outcome(h.ask('two'));
    const three = h.ask('three');
    expect(await one).toBe('cancelled');
    expect(await two).toBe('cancelled');
    expect(h.now().last('cancel').id).toBe(id);
    // What was running finishes all the same; only then comes the next.
    h.now().say(answersTo(id));
    expect(h.now().log.filter((type) => type === 'explain')).toHaveLength(1);
    h.now().say(explanation(id, 'one'));
    h.replyToExplain();
    expect((await three).document.question).toBe('three');
    expect(onAnswers).not.toHaveBeenCalled();
  });

  it('an explanation stops the curves of the one before', async () => {
    await h.loaded();
    await h.withImage();
    const running = outcome(h.client.perturb({ modality: 'image', methods: [] }));
    const waiting = outcome(h.client.perturb({ modality: 'text', methods: [] }));
    const { id } = h.now().last('perturb');
    const explain = h.ask('why');
    expect(await running).toBe('cancelled');
    expect(await waiting).toBe('cancelled');
    h.now().say({ type: 'error', id, code: 'cancelled', message: 'Cancelled.' });
    h.replyToExplain();
    await explain;
  });

  it('an aborted call that waits is never sent', async () => {
    await h.loaded();
    const running = h.client.setImage('a', IMAGE);
    const controller = new AbortController();
    const waiting = outcome(h.ask('why', { signal: controller.signal }));
    controller.abort();
    expect(await waiting).toBe('cancelled');
    h.now().say({ type: 'image', id: h.now().last('image').id, key: 'a', encodeMs: 1 });
    await running;
    expect(h.now().log).toEqual(['load', 'image']);
  });

  it('a signal that is aborted beforehand rejects without sending', async () => {
    await h.loaded();
    expect(await outcome(h.ask('why', { signal: AbortSignal.abort() }))).toBe('cancelled');
    expect(h.now().log).toEqual(['load']);
  });

  it('aborting a load ends the worker; the next load takes a new one', async () => {
    const controller = new AbortController();
    const load = outcome(h.client.load(MODEL, { signal: controller.signal }));
    controller.abort();
    expect(await load).toBe('cancelled');
    expect(h.workers[0]!.terminated).toBe(true);
    await h.loaded();
    expect(h.workers).toHaveLength(2);
  });

  it('dispose cancels everything and refuses what comes later', async () => {
    await h.loaded();
    const running = outcome(h.client.setImage('a', IMAGE));
    const waiting = outcome(h.ask('why'));
    h.client.dispose();
    expect(await running).toBe('cancelled');
    expect(await waiting).toBe('cancelled');
    expect(h.now().terminated).toBe(true);
    expect(await outcome(h.ask('again'))).toBe('cancelled');
  });
});

describe('errors', () => {
  it.each<ErrorCode>(['bad-input', 'model-broken', 'network', 'internal'])('passes %s on', async (code) => {
    await h.loaded();
    await h.withImage();
    const explain = h.ask('why');
    h.now().say({ type: 'error', id: h.now().last('explain').id, code, message: 'A clear sentence.' });
    await expect(explain).rejects.toMatchObject({ name: 'ExplainError', code, message: 'A clear sentence.' });
    expect(h.workers).toHaveLength(1);
  });

  it('says that no model is loaded', async () => {
    await expect(h.ask('why')).rejects.toThrow(/load one first/);
  });

  it('gives calls that waited for a model the reason why it did not come', async () => {
    const load = outcome(h.client.load(MODEL));
    const explain = h.ask('why');
    h.now().say({
      type: 'error',
      id: h.now().last('load').id,
      code: 'network',
      message: 'The model was not found.',
    });
    expect(await load).toBe('network');
    await expect(explain).rejects.toThrow('The model was not found.');
  });

  it('tries once more with the memory of a fresh worker when it ran out, then says so and frees it again', async () => {
    await h.loaded();
    await h.withImage();
    const explain = outcome(h.ask('big'));
    const runOut = () =>
      h.now().say({
        type: 'error',
        id: h.now().last('explain').id,
        code: 'out-of-memory',
        message: 'Too large.',
      });
    runOut();
    expect(h.workers[0]!.terminated).toBe(true);
    expect(h.notices.at(-1)!.message).toMatch(/ran out of memory.*image and question are kept/);
    h.restart();
    runOut();
    expect(await explain).toBe('out-of-memory');
    expect(h.workers[1]!.terminated).toBe(true);
    void outcome(h.ask('small'));
    expect(h.workers).toHaveLength(3);
    expect(h.now().log).toEqual(['load']);
  });

  it('reports a worker that cannot be made', async () => {
    const broken = createClient(() => {
      throw new Error('workers are off');
    });
    await expect(broken.load(MODEL)).rejects.toMatchObject({ details: 'workers are off' });
  });

  it('a listener that throws does not stop the queue', async () => {
    await h.loaded();
    await h.withImage();
    const explain = h.ask('why', {
      onAnswers: () => {
        throw new Error('faulty page');
      },
    });
    const { id } = h.now().last('explain');
    expect(() => h.now().say(answersTo(id))).toThrow('faulty page');
    h.replyToExplain();
    expect((await explain).document.question).toBe('why');
  });
});

it('passes the worker’s own notices on until the listener is taken away', () => {
  void outcome(h.client.load(MODEL));
  const more: NoticeReply[] = [];
  const stop = h.client.onNotice((notice) => more.push(notice));
  h.now().say({ type: 'notice', message: 'The GPU was lost; going on with WASM.' });
  stop();
  h.now().say({ type: 'notice', message: 'Again.' });
  expect(more.map(({ message }) => message)).toEqual(['The GPU was lost; going on with WASM.']);
  expect(h.notices).toHaveLength(2);
});
