import { describe, expect, it } from 'vitest';
import { captionWords, claimsOf } from './claims';
import { generateScene } from './generate';
import { createRandom } from './random';
import type { Scene, Sticker } from './spec';
import { tellScene } from './telling';
import { thingsIn } from './testing/judge';

const at = (x: number, y: number, size = 0.2) => ({ x, y, size, rotation: 0, flip: false, brightness: 1 });
const sceneOf = (...stickers: Sticker[]): Scene => ({
  version: 1,
  background: { kind: 'grass', seed: 0 },
  stickers,
});

const OWL: Sticker = { kind: 'owl', ...at(0.2, 0.8, 0.3) };
const DOG: Sticker = { kind: 'dog', ...at(0.8, 0.78, 0.2) };
const HEARTS: Sticker[] = [
  { kind: 'heart', colour: 'red', ...at(0.5, 0.2, 0.1) },
  { kind: 'heart', colour: 'red', ...at(0.7, 0.2, 0.1) },
];

describe('tellScene', () => {
  it('tells the most prominent first, and neighbours by how they lie', () => {
    const { text, words } = tellScene(sceneOf(...HEARTS, DOG, OWL));
    expect(text).toBe('an owl to the left of a dog and two red hearts on grass');
    const said = words.flatMap(({ text, role, objects }) => (role ? [[text, role, objects] as const] : []));
    expect(said).toEqual([
      ['an', 'number', [3]],
      ['owl', 'object', [3]],
      ['left', 'relation', [3, 2]],
      ['a', 'number', [2]],
      ['dog', 'object', [2]],
      ['two', 'number', [0, 1]],
      ['red', 'colour', [0, 1]],
      ['hearts', 'object', [0, 1]],
      ['grass', 'background', []],
    ]);
  });

  it('says where a single thing is that is told by itself', () => {
    const { text, words } = tellScene(sceneOf(DOG));
    expect(text).toBe('a dog at the bottom right on grass');
    expect(words.filter(({ role }) => role === 'place')).toEqual([
      { text: 'bottom', role: 'place', objects: [0] },
      { text: 'right', role: 'place', objects: [0] },
    ]);
  });

  it('has words for an empty scene, and names three kinds at most', () => {
    expect(tellScene(sceneOf()).text).toBe('nothing on grass');
    const many = ['dog', 'cat', 'owl', 'bus', 'key'].map((kind, n) => ({ kind, ...at(0.5, n / 5) }));
    expect(thingsIn(tellScene(sceneOf(...many)).text)).toHaveLength(3);
  });

  it('in any order now and then, where that is asked for', () => {
    const scene = sceneOf(...HEARTS, DOG, OWL);
    const told = Array.from({ length: 60 }, (_, seed) => tellScene(scene, createRandom(seed)).text);
    expect(new Set(told).size).toBeGreaterThan(2);
    expect(told.filter((text) => text === tellScene(scene).text).length).toBeGreaterThan(30);
  });

  it('justifies nouns by stickers that an independent reader finds for them', () => {
    for (let seed = 0; seed < 300; seed++) {
      const scene = generateScene(seed, 'train');
      const { text, words } = tellScene(scene, createRandom(seed));
      const nouns = words.filter(({ role }) => role === 'object');
      const things = thingsIn(text);
      expect(nouns).toHaveLength(things.length);
      nouns.forEach(({ objects }, n) => {
        const fitting = scene.stickers.flatMap((sticker, index) => (things[n]!.fits(sticker) ? [index] : []));
        expect(objects, text).toEqual(fitting);
      });
      expect(captionWords(text), text).toEqual(words.map((word) => word.text));
    }
  });
});

describe('claimsOf', () => {
  const scene = sceneOf(...HEARTS, DOG, OWL);
  const wrong = (text: string) =>
    claimsOf(text, scene).flatMap(({ right, role, text: word }) => (right ? [] : [`${role} ${word}`]));

  it('finds every content word of a telling, and nothing wrong with it', () => {
    for (let seed = 0; seed < 300; seed++) {
      const one = generateScene(seed, 'compositional');
      const { text, words } = tellScene(one, createRandom(seed));
      const expected = words.flatMap(({ role, text: word }, n) => (role ? [`${n} ${role} ${word}`] : []));
      const claims = claimsOf(text, one);
      expect(
        claims.map((claim) => `${claim.word} ${claim.role} ${claim.text}`),
        text,
      ).toEqual(expected);
      expect(
        claims.filter(({ right }) => !right),
        text,
      ).toEqual([]);
    }
  });

  it.each([
    ['a cat on grass', ['number a', 'object cat']],
    ['two owls on grass', ['number two']],
    ['two blue hearts on grass', ['number two', 'colour blue']],
    ['an owl to the right of a dog', ['relation right']],
    ['an owl above a dog', ['relation above']],
    ['an owl at the top left', ['place top', 'place left']],
    ['an owl on the left', ['place left']],
    ['an owl and an owl in the sky', ['number an', 'background sky']],
    ['an owl with a zebra', ['object with', 'object zebra']],
    ['left of a dog', ['relation left']],
    ['an owl at the bottom left, a dog and two red hearts on grass', []],
    ['', []],
  ])('%s', (text, expected) => expect(wrong(text)).toEqual(expected));
});
