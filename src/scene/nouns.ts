/** Words for things: how a class, a coloured class or a category is named in a sentence. */
import { classOf } from './classes';
import type { Category, Colour } from './classes';
import type { Random } from './random';

/** A thing to be named: a class with or without a colour, or a category. */
export type Noun =
  { readonly kind: string; readonly colour?: Colour } | { readonly category: Category | 'sticker' };

/** A noun's words, colour included. */
export interface Words {
  readonly one: string;
  readonly many: string;
}

/** Categories by name; those left out are too vague to ask for (nearly everything is an object). */
export const CATEGORY_WORDS: Readonly<Partial<Record<Category | 'sticker', Words>>> = {
  animal: { one: 'animal', many: 'animals' },
  food: { one: 'food item', many: 'food items' },
  vehicle: { one: 'vehicle', many: 'vehicles' },
  plant: { one: 'plant', many: 'plants' },
  building: { one: 'building', many: 'buildings' },
  weather: { one: 'weather symbol', many: 'weather symbols' },
  shape: { one: 'shape', many: 'shapes' },
  sticker: { one: 'sticker', many: 'stickers' },
};

/** Share of nouns that are given by another word for the same class. */
const SYNONYM_SHARE = 0.12;

/** The words of a noun; with a `random`, now and then a synonym. */
export function wordsOf(noun: Noun, random?: Random): Words {
  if ('category' in noun) {
    const words = CATEGORY_WORDS[noun.category];
    if (!words) throw new RangeError(`The category "${noun.category}" has no words to ask for it.`);
    return words;
  }
  const { kind, plural, synonyms } = classOf(noun.kind);
  const other =
    random && synonyms.length > 0 && random.chance(SYNONYM_SHARE) ? random.pick(synonyms) : undefined;
  const [one, many] = other ?? [kind, plural];
  const colour = noun.colour === undefined ? '' : `${noun.colour} `;
  return { one: colour + one, many: colour + many };
}

/** A noun's canonical name, e.g. for counting how often it was asked for. */
export function nounKey(noun: Noun): string {
  return wordsOf(noun).one;
}

/** The word with its indefinite article. */
export function withArticle(words: string): string {
  return `${/^[aeiou]/.test(words) ? 'an' : 'a'} ${words}`;
}

/** Number words by number. */
export const NUMBERS = ['no', 'a', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight'];

/** "a dog", "two dogs", "11 dogs". */
export function counted(count: number, words: Words): string {
  if (count === 1) return withArticle(words.one);
  return `${NUMBERS[count] ?? String(count)} ${words.many}`;
}

/** "a, b and c". */
export function listed(parts: readonly string[]): string {
  if (parts.length < 2) return parts.join('');
  return `${parts.slice(0, -1).join(', ')} and ${parts[parts.length - 1]!}`;
}
