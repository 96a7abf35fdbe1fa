import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ByteReader } from './bytes';
import { bytesOf, flag, knownText, text, whole, type Codec } from './codec';
import { absent, columns, field, record, required } from './record';
import { words } from './tokens';

const read = <T>(codec: Codec<T>, bytes: readonly number[]) =>
  codec.read(new ByteReader(Uint8Array.from(bytes)));
const written = <T>(codec: Codec<T>, value: T) => [...bytesOf(codec, value)];

interface Pet {
  readonly name: string;
  readonly legs: number;
  readonly isTame?: boolean | undefined;
}
const PET = { name: required(1, text(9)), legs: field(3, whole(99), 4), isTame: absent(2, flag) };

describe('a record', () => {
  const pet = record<Pet>(PET);

  it('is its fields by their numbers, up to a zero; defaults are left out', () => {
    expect(written(pet, { legs: 4, name: 'Rex' })).toEqual([1, 3, ...Buffer.from('Rex'), 0]);
    expect(written(pet, { legs: 2, name: 'X', isTame: false })).toEqual([1, 1, 88, 2, 0, 3, 2, 0]);
    expect(read(pet, [1, 1, 88, 0])).toEqual({ name: 'X', legs: 4 });
  });

  it('that has got a field since is read as before, and what is new is not read by what is old', () => {
    const later = record({ ...PET, owner: absent(4, text(9)) });
    expect(read(later, written(pet, { name: 'Rex', legs: 3 }))).toEqual({ name: 'Rex', legs: 3 });
    const withOwner = written(later, { name: 'Rex', legs: 3, isTame: undefined, owner: 'Ann' });
    expect(() => read(pet, withOwner)).toThrow(/newer Whylight .*field 4.*reload/);
  });

  it.each([
    ['a required field is missing', [3, 2, 0]],
    ['a default is spelled out', [1, 1, 88, 3, 4, 0]],
    ['fields stand in another order', [3, 2, 1, 1, 88, 0]],
    ['the end is missing', [1, 1, 88]],
  ])('is damaged where %s', (_, bytes) => {
    expect(() => read(pet, bytes)).toThrow(/damaged/);
  });
});

describe('columns', () => {
  const pets = columns<Pick<Pet, 'name' | 'legs'>>({ name: PET.name, legs: PET.legs }, 9);

  it('have a number for each, and are left out where all rows have the default', () => {
    const [x, y] = [
      { name: 'X', legs: 4 },
      { name: 'Y', legs: 2 },
    ];
    expect(written(pets, [x, x])).toEqual([2, 1, 1, 88, 1, 88, 0]);
    expect(written(pets, [x, y])).toEqual([2, 1, 1, 88, 1, 89, 3, 4, 2, 0]);
    expect(written(pets, [])).toEqual([0]);
    expect(read(pets, written(pets, [x, y]))).toEqual([x, y]);
  });

  it('of defaults only are damaged', () => {
    expect(() => read(pets, [1, 1, 1, 88, 3, 4, 0])).toThrow(/damaged/);
  });
});

describe('a text that is often one of a few', () => {
  const animal = knownText(['cat', 'dog'], 20);

  it('is a number then, and itself behind its length otherwise', () => {
    expect(written(animal, 'dog')).toEqual([1]);
    expect(written(animal, 'cow')).toEqual([19, ...Buffer.from('cow')]);
    for (const value of ['cat', 'cow', '']) expect(read(animal, written(animal, value))).toBe(value);
  });

  it('has one spelling, and numbers for later', () => {
    expect(() => read(animal, [19, ...Buffer.from('cat')])).toThrow(/damaged/);
    expect(() => read(animal, [2])).toThrow(/newer/);
  });
});

describe('words', () => {
  it('are numbers of runs: three times the length, and 0 special, 1 words of a token, 2 one word', () => {
    expect(written(words, [-1, 0, 1, 2, -1])).toEqual([3, 3, 10, 3]);
    expect(written(words, [-1, -1, 0, 1, 1, 1, 2, 2])).toEqual([4, 6, 4, 11, 8]);
  });

  it('come back whatever they are', () => {
    const pieces = fc.array(fc.tuple(fc.integer({ min: 1, max: 3 }), fc.boolean()), { maxLength: 40 });
    fc.assert(
      fc.property(pieces, (list) => {
        let next = 0;
        const value = list.flatMap(([length, isWord]) => Array<number>(length).fill(isWord ? next++ : -1));
        expect(read(words, written(words, value))).toEqual(value);
      }),
      { seed: 7 },
    );
  });

  it.each([
    ['a run of nothing', [1, 1]],
    ['a word of one token that stands alone', [1, 5]],
    ['two runs that are one', [2, 4, 4]],
    ['more tokens than a link has', [2, 255, 2, 11]],
  ])('with %s are damaged', (_, bytes) => {
    expect(() => read(words, bytes)).toThrow(/damaged/);
  });
});
