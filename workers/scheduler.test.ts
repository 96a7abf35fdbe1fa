import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
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

describe('a worker that breaks', () => {
  it('is started again, gets model and image back and is asked once more', async () => {
    await h.loaded();
    await h.withImage();
    const explain = h.ask('why');
    h.now().crash('boom');
    expect(h.workers[0]!.terminated).toBe(true);
    expect(h.notices[0]).toMatchObject({ details: 'boom' });
    // What a program says is not what a person is told.
    expect(h.notices[0]!.message).toMatch(/stopped/);
    expect(h.notices[0]!.message).not.toContain('boom');
    h.restart();
    expect(h.notices[1]!.info).toBe(INFO);
    expect(h.now().log).toEqual(['load', 'image', 'explain']);
    h.replyToExplain();
    expect((await explain).document.question).toBe('why');
  });

  it('is not asked a third time, and serves the next call', async () => {
    await h.loaded();
    await h.withImage();
    const explain = h.ask('deadly');
    h.now().crash('boom');
    h.restart();
    h.now().crash('boom');
    await expect(explain).rejects.toMatchObject({ code: 'crashed' });
    const next = h.ask('harmless');
    h.restart();
    h.replyToExplain();
    expect((await next).document.question).toBe('harmless');
  });

  it('does not deliver what a dead worker still says', async () => {
    await h.loaded();
    await h.withImage();
    const explain = outcome(h.ask('why'));
    const dead = h.now();
    const { id } = dead.last('explain');
    dead.crash('boom');
    dead.say(explanation(id, 'from the grave'));
    h.restart();
    h.replyToExplain();
    expect(await explain).toMatchObject({ document: { question: 'why' } });
  });

  it('is started again when it breaks while idle, but not for ever', async () => {
    await h.loaded();
    h.now().crash('boom');
    expect(h.workers).toHaveLength(2);
    expect(h.now().log).toEqual(['load']);
    h.now().crash('boom');
    expect(h.workers).toHaveLength(2);
  });

  it('counts as hung when it is silent for too long; any message of the request resets the clock', async () => {
    await h.loaded();
    await h.withImage();
    const explain = h.ask('why');
    vi.advanceTimersByTime(59_000);
    const { id } = h.now().last('explain');
    h.now().say(answersTo(id));
    vi.advanceTimersByTime(59_000);
    expect(h.workers).toHaveLength(1);
    vi.advanceTimersByTime(2_000);
    expect(h.workers).toHaveLength(2);
    expect(h.notices[0]!.details).toMatch(/no sign for 60 seconds/);
    h.restart();
    h.replyToExplain();
    expect((await explain).document.question).toBe('why');
  });

  describe('whose threads do not start', () => {
    const progress = (stage: 'threads' | 'model', loaded: number) =>
      h.now().say({ type: 'progress', id: h.now().last('load').id, stage, loaded, total: 1 });

    it('is replaced after seconds by one with a single thread, and says so', async () => {
      const load = h.client.load({ ...MODEL, threads: 4 });
      progress('threads', 0);
      vi.advanceTimersByTime(9_000);
      expect(h.workers).toHaveLength(1);
      vi.advanceTimersByTime(2_000);
      expect(h.workers).toHaveLength(2);
      expect(h.workers[0]!.terminated).toBe(true);
      expect(h.now().last('load')).toMatchObject({ modelUrl: MODEL.modelUrl, threads: 1 });
      expect(h.notices.map(({ message }) => message)).toEqual([
        'This browser did not start the threads that the model was to run on, so it runs on one: reload the page to try again.',
      ]);
      h.now().say({ type: 'ready', id: h.now().last('load').id, info: INFO });
      expect(await load).toBe(INFO);
      const other = h.client.load({ ...MODEL, modelUrl: 'https://x.test/other/' });
      expect(h.now().last('load')).toMatchObject({ threads: 1 });
      h.now().say({ type: 'ready', id: h.now().last('load').id, info: INFO });
      await other;
    });

    it('is that of an image and a question, which are then answered', async () => {
      await h.loaded();
      await h.withImage();
      const explain = h.ask('why');
      h.now().crash('boom');
      progress('threads', 0);
      vi.advanceTimersByTime(11_000);
      expect(h.now().last('load')).toMatchObject({ threads: 1 });
      h.restart();
      h.replyToExplain();
      expect((await explain).document.question).toBe('why');
    });

    it('has all its time again as soon as they have started', async () => {
      const load = h.client.load(MODEL);
      progress('threads', 0);
      progress('threads', 1);
      vi.advanceTimersByTime(60_000);
      progress('model', 0);
      vi.advanceTimersByTime(60_000);
      expect(h.workers).toHaveLength(1);
      h.now().say({ type: 'ready', id: h.now().last('load').id, info: INFO });
      await load;
    });
  });

  it('reports a load that breaks twice', async () => {
    const load = h.client.load(MODEL);
    h.now().crash('');
    h.now().crash('');
    await expect(load).rejects.toMatchObject({ code: 'crashed', details: 'it could not be started' });
    expect(h.workers).toHaveLength(2);
  });

  it('is replaced when it says itself that it cannot go on', async () => {
    await h.loaded();
    await h.withImage();
    const explain = h.ask('why');
    h.now().say({
      type: 'error',
      id: h.now().last('explain').id,
      code: 'backend-lost',
      message: 'The GPU was lost.',
    });
    expect(h.workers).toHaveLength(2);
    h.restart();
    h.replyToExplain();
    await explain;
  });
});

describe('another model', () => {
  it('gets a fresh worker, keeps the images and cancels what was asked of the old one', async () => {
    await h.loaded();
    await h.withImage();
    const old = outcome(h.ask('old'));
    const load = h.client.load({ ...MODEL, modelUrl: 'https://x.test/other/' });
    expect(await old).toBe('cancelled');
    expect(h.workers[0]!.terminated).toBe(true);
    const explain = h.ask('new');
    h.now().say({ type: 'ready', id: h.now().last('load').id, info: INFO });
    await load;
    h.now().say({ type: 'image', id: h.now().last('image').id, key: 'a', encodeMs: 1 });
    h.replyToExplain();
    expect((await explain).document.question).toBe('new');
  });

  it('keeps an image that was being encoded waiting for the new model', async () => {
    await h.loaded();
    const image = h.client.setImage('a', IMAGE);
    void h.client.load(MODEL);
    h.now().say({ type: 'ready', id: h.now().last('load').id, info: INFO });
    h.now().say({ type: 'image', id: h.now().last('image').id, key: 'a', encodeMs: 2 });
    expect((await image).encodeMs).toBe(2);
  });
});
