import { expect, it } from 'vitest';
import type { LibraryClient } from '../../workers/library/client';
import type { ModelDescription, Shelf } from '../../workers/library/protocol';
import { createModels } from './models';
import type { PlaygroundStore } from './playground';

const MODEL: ModelDescription = {
  remote: { id: 'maker/clip', revision: 'abc' },
  name: 'maker/clip',
  host: 'hub',
  bytes: 10,
  isExact: true,
  memory: 1,
  lowMemory: 1,
  facts: { layers: 1, patches: 1, pixels: 1 },
};

/** A shelf to fetch into, and what was done in which order. */
function world(keeps: boolean, download: () => Promise<void> = async () => undefined) {
  const done: string[] = [];
  const shelf: Shelf = { offers: [], models: [], keeps };
  const library: LibraryClient = {
    describe: async () => MODEL,
    download: async () => {
      await download();
      done.push('kept');
    },
    shelf: async () => shelf,
    forget: async () => shelf,
  };
  const useModel = async () => {
    done.push('used');
    return true;
  };
  const playground = { getState: () => ({ useModel }) } as unknown as PlaygroundStore;
  const models = createModels({
    library,
    playground,
    hub: 'https://hub',
    persist: async () => void done.push('asked to keep'),
    onChosen: (remote) => void done.push(`chose ${'id' in remote ? remote.id : remote.url}`),
  });
  return { models, done };
}

it('the browser is asked to keep what it stores once a model is whole, and the choice is told once it is in use', async () => {
  const { models, done } = world(true);
  await models.getState().use(MODEL);
  expect(done).toEqual(['kept', 'asked to keep', 'used', 'chose maker/clip']);
});

it('is not asked to keep what it does not store', async () => {
  const { models, done } = world(false);
  await models.getState().use(MODEL);
  expect(done).toEqual(['used', 'chose maker/clip']);
});

it('is not asked for a model that did not come', async () => {
  const { models, done } = world(true, () => Promise.reject(new Error('cut')));
  expect(await models.getState().use(MODEL)).toBe(false);
  expect(done).toEqual([]);
  expect(models.getState().transfer).toMatchObject({ phase: 'failed' });
});
