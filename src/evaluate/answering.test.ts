import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { batchesBy } from '../engine/batches';
import type { Forward } from '../engine/forward';
import { loadAtlas } from '../scene/testing/load';
import { answerAll, seePictures } from './answering';
import { Retrieval } from './retrieval';
import { sceneDataset } from './scenes';
import { openToy, TOYS, type Toy } from './testing/toys';

const dataset = sceneDataset({ split: 'test', n: 7, perScene: 4, seed: 3 }, loadAtlas());

describe.each(TOYS)('answers of a %s in batches', (kind) => {
  let toy: Toy;
  let forward: Forward;
  beforeAll(async () => {
    toy = await openToy(kind, { seed: 7 });
    forward = await toy.model.forward();
  });
  afterAll(async () => {
    await forward.dispose();
    await toy.model.dispose();
  });

  it('are those that it gives one by one', async () => {
    const { model } = toy;
    const seen = await seePictures(model.facts, forward, dataset.pictures);
    const answers = await answerAll(seen);
    expect(answers.flat()).toHaveLength(7);
    for (const [n, { picture, drawn }] of seen.entries()) {
      const image = await model.see(drawn.pixels);
      for (const [i, { question }] of picture.items.entries()) {
        const answered = await model.ask(image, question);
        const { answer, vocabulary } = answers[n]![i]!;
        expect(answer).toBe(answered.answers[0]!.text);
        expect(vocabulary.toSorted()).toEqual(answered.answers.map(({ text }) => text).sort());
        answered.dispose();
      }
      image.dispose();
    }
  });

  it('come with the place of the own caption, the same whatever was seen before', async () => {
    const { model } = toy;
    const seen = await seePictures(model.facts, forward, dataset.pictures);
    const places = [...dataset.pictures.keys()];
    const retrieval = Retrieval.of(forward, dataset)!;
    const found = await retrieval.score(seen, places);
    expect(found).toHaveLength(dataset.pictures.length);
    expect(await retrieval.score(seen, places)).toEqual(found);
    const { embedTexts: _, ...blind } = forward;
    expect(Retrieval.of(blind as Forward, dataset)).toBeUndefined();
  });
});

it('batches group by key, the largest first, and keep the order within', () => {
  expect(batchesBy([3, 13, 1, 23, 11, 33], (x) => x % 10, 2)).toEqual([
    [3, 13],
    [23, 33],
    [1, 11],
  ]);
});
