import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DEFAULT_METHODS } from '../../src/ask/defaults';
import { createPlayground } from './playground';
import { createManualClient, imageNamed, INFO } from './testing/manualClient';

const REQUEST = { modelUrl: 'x/', runtimeUrl: 'y/', backend: 'auto' } as const;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Lets promises settle and timers of up to `ms` fire. */
const pass = (ms = 0) => vi.advanceTimersByTimeAsync(ms);

async function ready(question = 'what is it') {
  const client = createManualClient();
  const store = createPlayground({ client, loadRequest: REQUEST, debounceMs: 120 });
  await store.getState().start();
  store.getState().setImage(imageNamed('a'), question);
  await pass();
  return { client, store, state: () => store.getState() };
}

async function explained() {
  const all = await ready();
  all.client.explains[0]!.answer();
  all.client.explains[0]!.finish();
  await pass();
  return all;
}

describe('a run', () => {
  it('waits until both model and image are there, whichever comes last', async () => {
    const client = createManualClient();
    const store = createPlayground({ client, loadRequest: REQUEST });
    store.getState().setImage(imageNamed('a'), 'what');
    await pass(500);
    expect(client.explains).toHaveLength(0);
    await store.getState().start();
    await pass();
    expect(client.explains).toHaveLength(1);
  });

  it('shows answers first, then the explanation', async () => {
    const { client, state } = await ready();
    expect(state().phase).toBe('answering');
    client.explains[0]!.answer();
    expect(state()).toMatchObject({ phase: 'explaining', shown: undefined });
    expect(state().answers?.answers[0]?.text).toBe('cat');
    client.explains[0]!.finish();
    await pass();
    expect(state().phase).toBe('idle');
    expect(state().shown?.reply.document.question).toBe('what is it');
  });

  it('sends an image once and again after a failure', async () => {
    const { client, state } = await explained();
    state().setQuestion('and now', 'now');
    await pass();
    expect(client.images).toEqual(['a']);
    client.explains[1]!.fail(new Error('The worker crashed.'));
    await pass();
    state().setQuestion('once more', 'now');
    await pass();
    expect(client.images).toEqual(['a', 'a']);
  });

  it('asks once for a method that both panels show', async () => {
    const { client, state } = await explained();
    state().setMethod(0, { id: 'equal' });
    await pass();
    expect(client.explains[1]!.request.asked.methods).toEqual([{ id: 'equal' }]);
    client.explains[1]!.finish();
    await pass();
    expect(state().shown?.columns).toEqual([0, 0]);
  });
});

describe('editing the question', () => {
  it('runs once, for the last of several quick edits', async () => {
    const { client, state } = await explained();
    for (const text of ['w', 'wh', 'who']) {
      state().setQuestion(text);
      await pass(100);
    }
    expect(client.explains).toHaveLength(1);
    await pass(120);
    expect(client.explains.map(({ request }) => request.asked.question)).toEqual(['what is it', 'who']);
  });

  it('never shows what an older run brings back, even if it comes later', async () => {
    const { client, state } = await explained();
    state().setQuestion('old', 'now');
    await pass();
    state().setQuestion('new', 'now');
    await pass();
    const [, old, latest] = client.explains;
    expect(old!.signal?.aborted).toBe(true);
    latest!.answer();
    latest!.finish();
    await pass();
    old!.answer();
    old!.finish();
    await pass();
    expect(state().shown?.reply.document.question).toBe('new');
    expect(state().phase).toBe('idle');
  });

  it('drops the error of an older run', async () => {
    const { client, state } = await explained();
    state().setQuestion('old', 'now');
    await pass();
    state().setQuestion('new', 'now');
    await pass();
    client.explains[1]!.fail(new Error('Too late.'));
    await pass();
    expect(state().error).toBeUndefined();
  });

  it('marks what is shown as not current from the first key on', async () => {
    const { state } = await explained();
    state().setQuestion('new');
    expect(state().phase).toBe('waiting');
  });

  it('goes back to the first answer, as the chosen one belonged to the old question', async () => {
    const { client, state } = await explained();
    state().explainAnswer('dog');
    state().setQuestion('new', 'now');
    await pass();
    expect(client.explains.at(-1)!.request.asked.target).toEqual({});
  });

  it('shows nothing for an empty question and runs nothing', async () => {
    const { client, state } = await explained();
    state().setQuestion('   ');
    await pass(1000);
    expect(state()).toMatchObject({ phase: 'idle', shown: undefined, answers: undefined });
    expect(client.explains).toHaveLength(1);
  });
});

describe('a question that is too long', () => {
  it('is cut where files and links end, in letters, and says so', async () => {
    const { client, state } = await explained();
    state().setQuestion('😀'.repeat(4000), 'now');
    expect(state().notice).toBeUndefined();
    state().setQuestion(`${'😀'.repeat(4000)}?`, 'now');
    expect(state().asked.question).toBe('😀'.repeat(4000));
    expect(state().notice).toMatch(/^A question has at most 4000 letters/);
    await pass();
    expect(client.explains.at(-1)!.request.asked.question).toBe('😀'.repeat(4000));
  });
});

describe('choosing what to explain', () => {
  it('explains one answer rather than another', async () => {
    const { client, state } = await explained();
    state().explainRather('dog');
    await pass();
    expect(client.explains[1]!.request.asked.target).toEqual({ answer: 'cat', versus: 'dog' });
  });

  it('drops a rival that becomes the answer itself', async () => {
    const { client, state } = await explained();
    state().explainRather('dog');
    state().explainAnswer('dog');
    await pass();
    expect(client.explains.at(-1)!.request.asked.target).toEqual({ answer: 'dog' });
  });
});

describe('asking all at once', () => {
  const asked = {
    question: 'what else',
    choices: ['a cat', 'a dog'],
    target: { answer: 'a dog' },
    methods: [{ id: 'weighted', importance: 'norm' }, { id: 'raw' }],
    startLayer: 1,
  } as const;

  it('is one run with all of it, about the picture that comes with it', async () => {
    const { client, state } = await explained();
    state().ask(asked, imageNamed('b'));
    await pass();
    expect(client.explains).toHaveLength(2);
    expect(client.explains[1]!.request).toEqual({ imageKey: 'b', asked });
  });

  it('leaves nothing behind of what was asked before', async () => {
    const { client, state } = await explained();
    state().ask(asked);
    state().ask({ question: 'what', target: {}, methods: DEFAULT_METHODS });
    await pass();
    expect(client.explains.at(-1)!.request).toEqual({
      imageKey: 'a',
      asked: { question: 'what', target: {}, methods: [...DEFAULT_METHODS] },
    });
  });

  it('shows the methods that the model serves', async () => {
    const client = createManualClient();
    client.load = async () => ({ ...INFO, offers: ['attention'] });
    const store = createPlayground({ client, loadRequest: REQUEST });
    store.getState().ask(asked, imageNamed('a'));
    await store.getState().start();
    expect(store.getState().asked).toEqual({ ...asked, methods: DEFAULT_METHODS });
  });

  it('another model keeps question and methods, and nothing that was chosen for the one before', async () => {
    const { state } = await explained();
    state().ask(asked);
    await Promise.all([state().useModel({ remote: { id: 'maker/clip' } }), pass()]);
    expect(state().asked).toEqual({ question: 'what else', target: {}, methods: asked.methods });
  });
});

describe('errors', () => {
  it('keep question, image and what is shown', async () => {
    const { client, state } = await explained();
    const { shown } = state();
    state().setQuestion('new', 'now');
    await pass();
    client.explains[1]!.fail(new Error('The GPU was lost.'));
    await pass();
    expect(state()).toMatchObject({ phase: 'idle', asked: { question: 'new' }, error: 'The GPU was lost.' });
    expect(state().shown).toBe(shown);
    expect(state().image?.key).toBe('a');
  });

  it('go away with the next success', async () => {
    const { client, state } = await explained();
    state().reportError('Not an image.');
    state().setQuestion('new', 'now');
    await pass();
    client.explains[1]!.finish();
    await pass();
    expect(state().error).toBeUndefined();
  });

  it('that come up during a run stay when the run succeeds', async () => {
    const { client, state } = await explained();
    state().setQuestion('new', 'now');
    await pass();
    state().reportError('Not an image.');
    client.explains[1]!.finish();
    await pass();
    expect(state().error).toBe('Not an image.');
  });

  it('of loading can be tried again', async () => {
    const client = createManualClient();
    let attempts = 0;
    const store = createPlayground({
      client: {
        ...client,
        load: async (...args) => {
          if (attempts++ === 0) throw new Error('The model did not arrive.');
          return client.load(...args);
        },
      },
      loadRequest: REQUEST,
    });
    await store.getState().start();
    expect(store.getState().load).toEqual({ phase: 'failed', message: 'The model did not arrive.' });
    await store.getState().start();
    expect(store.getState().load).toEqual({ phase: 'ready' });
  });

  it('does not mistake a notice for an error', async () => {
    const { client, state } = await ready();
    client.notify('The GPU was lost; going on with WASM.');
    expect(state()).toMatchObject({ notice: 'The GPU was lost; going on with WASM.', error: undefined });
  });
});

describe('another model', () => {
  it('that does not load gives way to the one before; what is asked is kept, and why stays to be read', async () => {
    const { client, state } = await explained();
    client.load = async ({ remote }) => {
      if (remote) throw new Error('The stored copy of maker/clip is damaged.');
      return INFO;
    };
    const used = state().useModel({ remote: { id: 'maker/clip' } });
    await pass();
    expect(await used).toBe(false);
    client.explains[1]!.finish();
    await pass();
    expect(client.explains[1]!.request).toMatchObject({
      imageKey: 'a',
      asked: { question: 'what is it' },
    });
    expect(state()).toMatchObject({
      load: { phase: 'ready' },
      source: {},
      notice: 'The stored copy of maker/clip is damaged.',
      error: undefined,
    });
    expect(state().shown?.reply.document.question).toBe('what is it');
  });
});
