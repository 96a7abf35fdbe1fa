import { beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_VIEW, EMPTY_LINK, wordsOf, writeLink, type ExplanationDocument } from '../../src/ask';
import { DEFAULT_METHODS } from '../../src/ask/defaults';
import { SAMPLES } from '../../src/scene';
import type { SceneLibrary } from '../image/scenes';
import type { PageAsked } from '../store/asked';
import { createPlayground, type PlaygroundStore } from '../store/playground';
import {
  createManualClient,
  explanationOf,
  imageNamed,
  INFO,
  type ManualClient,
} from '../store/testing/manualClient';
import { createView, type ViewStore } from '../store/view';
import { linkInputs, withResult } from './writing';
import { createShare, type ShareStore } from './store';

const SHA = 'ab'.repeat(32);
const sample = SAMPLES[0]!;
const ASKED: PageAsked = { question: 'what is it', target: {}, methods: DEFAULT_METHODS };

const scenes = {
  samples: SAMPLES,
  open: async ({ id, scene }: (typeof SAMPLES)[number]) => ({
    ...imageNamed(`sample:${id}`),
    sample: id,
    scene,
  }),
} as unknown as SceneLibrary;

const settled = () => new Promise((resolve) => setTimeout(resolve, 5));

/** As the manual client explains it, by a model with a digest; its question is one word of two tokens. */
function documentOf(asked: PageAsked): ExplanationDocument {
  const { document } = explanationOf({ asked });
  return {
    ...document,
    model: { id: 'toy', sha256: SHA },
    tokens: ['<|startoftext|>', 'water', 'melon', '<|endoftext|>'],
    words: [-1, 0, 0, -1],
    streams: [],
    methods: document.methods.map(({ image: _, ...method }) => ({
      ...method,
      text: { values: [0, 0.25, 0.75, 0], rawMass: 1 },
    })),
  };
}

let client: ManualClient;
let playground: PlaygroundStore;
let view: ViewStore;
let share: ShareStore;

beforeEach(async () => {
  client = createManualClient();
  client.load = async () => ({ ...INFO, sha256: SHA });
  playground = createPlayground({
    client,
    loadRequest: { modelUrl: '', runtimeUrl: '', backend: 'auto' },
    debounceMs: 0,
  });
  view = createView();
  share = createShare({ client, playground, view, scenes, isStored: async () => false });
  await playground.getState().start();
});

function linkOf(asked: PageAsked, withMaps: boolean): string {
  const inputs = linkInputs(
    { info: { ...INFO, sha256: SHA }, asked, source: {} },
    { ...DEFAULT_VIEW, ramp: 'viridis', contours: true },
    { kind: 'sample', id: sample.id },
  );
  return `#${writeLink(withMaps ? withResult(inputs, documentOf(asked), INFO) : inputs)}`;
}

describe('opening a link', () => {
  it('shows question, answer, words and view as the sender saw them, then computes the same', async () => {
    await share.getState().openLink(linkOf(ASKED, true));
    const { shown, asked, example, image } = playground.getState();
    expect(asked).toEqual(ASKED);
    expect(image?.sample).toBe(sample.id);
    expect(example?.mark).toBe('As in the link');
    expect(wordsOf(shown!.reply.document).map(({ text }) => text)).toEqual(['watermelon']);
    expect(view.getState()).toMatchObject({ ramp: 'viridis', contours: true, usualRamp: DEFAULT_VIEW.ramp });
    await settled();
    expect(client.explains.map(({ request }) => request)).toEqual([
      { imageKey: `sample:${sample.id}`, asked: { ...ASKED, methods: [...DEFAULT_METHODS] } },
    ]);
    expect(share.getState().opened?.phase).toBe('checking');
    client.explains[0]!.finish();
    await settled();
    expect(share.getState().opened?.phase).toBe('done');
  });

  it('asks all that the link asks', async () => {
    const all: PageAsked = {
      question: 'what is it',
      target: { answer: 'cat', versus: 'dog' },
      choices: ['cat', 'dog'],
      methods: [{ id: 'raw' }, { id: 'weighted', importance: 'norm' }],
      startLayer: 1,
    };
    await share.getState().openLink(linkOf(all, false));
    await settled();
    expect(client.explains[0]!.request.asked).toEqual(all);
    expect(share.getState().opened).toBeUndefined();
  });

  it.each([
    ['#w2.@@@@', /^This link is damaged/],
    ['#hello', /^What stands behind “#” in the address is no link of Whylight/],
    [
      `#${writeLink({ ...EMPTY_LINK, source: 'nowhere', model: 'x' })}`,
      /names a model by something that is no address/,
    ],
  ])('says why it cannot, and goes on saying so when an answer is there: %s', async (fragment, why) => {
    expect(await share.getState().openLink(fragment)).toBe(false);
    playground.getState().setImage(imageNamed('sample'), 'what is it');
    await settled();
    client.explains[0]!.finish();
    await settled();
    expect(playground.getState()).toMatchObject({
      phase: 'idle',
      notice: expect.stringMatching(why) as string,
    });
    expect(playground.getState().shown).toBeDefined();
  });

  it('says nothing of a fragment that says nothing', async () => {
    expect(await share.getState().openLink('##).')).toBe(false);
    expect(playground.getState().notice).toBeUndefined();
  });

  it('sets the claim aside when something else is asked', async () => {
    await share.getState().openLink(linkOf(ASKED, true));
    playground.getState().setMethod(1, { id: 'raw' });
    expect(share.getState().opened).toBeUndefined();
    expect(playground.getState()).toMatchObject({ shown: undefined, example: undefined });
  });
});

describe('opening a file', () => {
  const fileOf = (part: Partial<ExplanationDocument>) =>
    JSON.stringify({ ...documentOf(ASKED), ...part, source: { kind: 'scene', scene: sample.scene } });

  it('asks the same again, of the first answer whatever that is', async () => {
    await share.getState().openDocument(fileOf({ choices: 'caption', image: undefined }), 'a.json');
    expect(playground.getState().asked).toEqual({
      question: 'what is it',
      choices: 'caption',
      target: {},
      methods: [...DEFAULT_METHODS],
      startLayer: 1,
    });
    expect(share.getState().opened).toMatchObject({ from: 'file', imageKey: `sample:${sample.id}` });
  });

  const [first, second] = documentOf(ASKED).methods;

  it('names the methods that nobody knows, leaves them out and compares the rest', async () => {
    const methods = [
      { ...first!, id: 'newer' },
      { ...second!, id: 'raw' },
      { ...first!, importance: 'mass' },
    ];
    await share.getState().openDocument(fileOf({ methods, image: undefined }), 'a.json');
    const { notice, error } = playground.getState();
    expect(notice).toBe(
      '“a.json” was made by a newer version. What this one does not know is left out: newer, weighted by mass.',
    );
    expect(error).toBeUndefined();
    const { claim } = share.getState().opened!;
    expect(claim!.document.methods.map(({ id }) => id)).toEqual(['raw']);
    await settled();
    client.explains[0]!.finish();
    await settled();
    expect(share.getState().opened?.phase).toBe('done');
  });

  it('refuses one that has none that is known, by their names', async () => {
    const methods = [{ ...first!, id: 'newer' }];
    await share.getState().openDocument(fileOf({ methods, image: undefined }), 'a.json');
    expect(playground.getState().error).toMatch(/^“a\.json” holds no map by a method .* newer: reload/);
    expect(share.getState().opened).toBeUndefined();
  });
});
