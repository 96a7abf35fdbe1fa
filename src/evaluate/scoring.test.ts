import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tokensOfWords } from '../anatomy';
import type { Forward } from '../engine/forward';
import { loadAtlas } from '../scene/testing/load';
import { answerAll, seePictures } from './answering';
import { sceneDataset } from './scenes';
import { scorePatchSets, scoreWordSets, type Tested } from './scoring';
import { openToy, TOYS, type Toy } from './testing/toys';

const dataset = sceneDataset({ split: 'val', n: 3, perScene: 1, seed: 4 }, loadAtlas());

describe.each(TOYS)('scores of shortened examples of a %s', (kind) => {
  let toy: Toy;
  let forward: Forward;
  let tested: Tested;
  beforeAll(async () => {
    toy = await openToy(kind, { seed: 9, maxTokens: 40 });
    forward = await toy.model.forward();
    const all = await seePictures(toy.model.facts, forward, dataset.pictures);
    const seen = all[0]!;
    const { vocabulary } = (await answerAll(all))[0]![0]!;
    const answer = vocabulary[2 % vocabulary.length]!;
    const { question } = seen.picture.items[0]!;
    tested = { seen, question, given: { answer, vocabulary }, credit: (given) => Number(given === answer) };
  });
  afterAll(async () => {
    await forward.dispose();
    await toy.model.dispose();
  });

  it('equal one run at a time, for patches of any number', async () => {
    const patchSets = [[0, 5, 9], [1, 2, 3], [], [4]].map((set) => Int32Array.from(set));
    const together = await scorePatchSets(tested, patchSets);
    for (const [n, set] of patchSets.entries()) {
      const [alone] = await scorePatchSets(tested, [set]);
      expect(together[n]!.probability).toBeCloseTo(alone!.probability, 6);
    }
  });

  it("equal the example's own curve, for words; words in place are others", async () => {
    const { model } = toy;
    const { seen, question, given } = tested;
    const answered = await model.ask(seen.drawn.pixels, question);
    const why = await answered.explain({ answer: given.answer });
    const wordIds = why.document.words;
    const words = tokensOfWords(wordIds);
    const points: { fraction: number; score: number }[] = [];
    await why.perturb({
      modality: 'text',
      // The later a word, the more relevant, however many tokens it has.
      maps: [wordIds.map((word) => (word < 0 ? 0 : (word + 1) / words[word]!.length))],
      seed: 1,
      onPoint: (point) => point.method === 0 && point.direction === 'positive' && points.push(point),
    });
    answered.dispose();
    points.sort((a, b) => a.fraction - b.fraction);
    expect(points).toHaveLength(words.length + 1);
    const order = words.map((_, n) => words.length - 1 - n);
    const sets = points.map((_, n) => Int32Array.from(order.slice(n)).sort());
    const scores = await scoreWordSets(tested, sets, 'closed-up');
    points.forEach(({ score }, n) => expect(scores[n]!.probability).toBeCloseTo(score, 5));
    const inPlace = await scoreWordSets(tested, sets, 'in-place');
    expect(inPlace[0]!.probability).toBeCloseTo(scores[0]!.probability, 6);
    expect(inPlace[1]!.probability).not.toBeCloseTo(scores[1]!.probability, 6);
  });
});
