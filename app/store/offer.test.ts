import { describe, expect, it } from 'vitest';
import { remoteKey } from '../../workers/library/client';
import type { ModelInfo } from '../../workers/protocol';
import type { PageImage } from '../image/pageImage';
import { createOffer, isOffered } from './offer';
import { createPlayground, type ModelSource } from './playground';
import { createManualClient, imageNamed, INFO } from './testing/manualClient';

const TINY = { id: 'maker/tiny', revision: 'abc' };
const photograph = (key: string): PageImage => ({ ...imageNamed(key), file: new Blob(['pixels']) });
const scene = (key: string): PageImage => ({
  ...imageNamed(key),
  scene: {} as NonNullable<PageImage['scene']>,
});

/** A browser's store of a few words. */
function memory(kept: Record<string, string> = {}) {
  const map = new Map(Object.entries(kept));
  return {
    map,
    getItem: (key: string) => map.get(key) ?? null,
    setItem: (key: string, value: string) => void map.set(key, value),
    removeItem: (key: string) => void map.delete(key),
  };
}

interface World {
  readonly storage?: ReturnType<typeof memory>;
  readonly isStored?: () => Promise<boolean>;
  readonly isLinked?: () => boolean;
  /** Which models do not load. */
  readonly fails?: (source: ModelSource) => boolean;
}

async function world({ storage, isStored, isLinked = () => false, fails = () => false }: World = {}) {
  const manual = createManualClient();
  const loaded: ModelSource[] = [];
  const load = async (request: ModelSource): Promise<ModelInfo> => {
    loaded.push(request);
    if (fails(request)) throw new Error('It did not load.');
    return request.remote ? { ...INFO, name: 'Tiny', domain: 'photographs' } : INFO;
  };
  const playground = createPlayground({
    client: { ...manual, load },
    loadRequest: { modelUrl: '', runtimeUrl: '', backend: 'wasm' },
  });
  const offer = createOffer({ playground, isStored: isStored ?? (async () => true), isLinked, storage });
  await playground.getState().start();
  const settle = () => new Promise((resolve) => setTimeout(resolve, 5));
  const give = async (image: PageImage) => {
    playground.getState().setImage(image, 'what is it?');
    await settle();
  };
  return { playground, offer, loaded, give, settle };
}

describe('a photograph after a model for photographs was chosen', () => {
  it('is opened with it, in a later visit too, and asked the same', async () => {
    const storage = memory();
    (await world({ storage })).offer.getState().remember(TINY);
    const { playground, give } = await world({ storage });
    await give(photograph('p'));
    const { source, asked, image, info } = playground.getState();
    expect(source.remote).toEqual(TINY);
    expect([asked.question, image?.key, info?.name]).toEqual(['what is it?', 'p', 'Tiny']);
  });

  it('stays where somebody goes on to a scene: only a choice leads back', async () => {
    const { playground, offer, give } = await world();
    offer.getState().remember(TINY);
    await give(photograph('p'));
    await give(scene('s'));
    expect(playground.getState().source.remote).toEqual(TINY);
    await playground.getState().useModel({});
    await give(scene('t'));
    expect(playground.getState().source.remote).toBeUndefined();
    await give(photograph('q'));
    expect(playground.getState().source.remote).toEqual(TINY);
  });

  it.each<[string, World, PageImage]>([
    ['it is no longer stored', { isStored: async () => false }, photograph('p')],
    ['a link is on show', { isLinked: () => true }, photograph('p')],
    ['it is a scene', {}, scene('s')],
    ['it came with a link', {}, { ...photograph('p'), jpeg: new Uint8Array(1) }],
  ])('is left with the model at hand where %s', async (_, given, image) => {
    const { playground, offer, give } = await world(given);
    offer.getState().remember(TINY);
    await give(image);
    expect(playground.getState().source).toEqual({});
    expect(offer.getState().isOpening).toBe(false);
  });

  it('is not opened with a model that somebody has left meanwhile', async () => {
    let answer: (isStored: boolean) => void = () => undefined;
    const isStored = () => new Promise<boolean>((resolve) => (answer = resolve));
    const { playground, offer, give, settle } = await world({ isStored });
    offer.getState().remember(TINY);
    await give(photograph('p'));
    expect(offer.getState().isOpening).toBe(true);
    await give(scene('s'));
    answer(true);
    await settle();
    expect(playground.getState().source).toEqual({});
  });

  it('does not try one again that did not load', async () => {
    const storage = memory();
    const { playground, offer, loaded, give } = await world({
      storage,
      fails: ({ remote }) => remote !== undefined,
    });
    offer.getState().remember(TINY);
    expect([...storage.map.values()]).toEqual([remoteKey(TINY)]);
    await give(photograph('p'));
    expect(playground.getState().notice).toMatch(/did not load/);
    await give(photograph('q'));
    expect(loaded.filter(({ remote }) => remote)).toHaveLength(1);
    expect(storage.map.size).toBe(0);
  });

  it('ignores what else may be kept in its place', async () => {
    const { playground, give } = await world({ storage: memory({ 'whylight.photographs': 'x@y@z' }) });
    await give(photograph('p'));
    expect(playground.getState().source).toEqual({});
  });
});

describe('another model is offered', () => {
  const photographs: ModelInfo = { ...INFO, domain: 'photographs' };
  it.each([
    ['for a photograph on the sticker model', photograph('p'), INFO, false, false, true],
    ['not for a scene', scene('s'), INFO, false, false, false],
    ['not where the model knows photographs', photograph('p'), photographs, false, false, false],
    ['not where somebody wants to see the guess', photograph('p'), INFO, true, false, false],
    ['not over what a link shows', photograph('p'), INFO, false, true, false],
    ['not before the model is known', photograph('p'), undefined, false, false, false],
  ])('%s', (_, image, info, showsGuess, isLinked, expected) => {
    expect(isOffered({ image, info }, { showsGuess }, isLinked)).toBe(expected);
  });
});
