/** Captions whose truth is known: what each word says of a scene, and which stickers justify it. */
import type { BackgroundKind } from './backgrounds';
import { groupsOf, ON, prepositionOf, SAID, type Group } from './captions';
import { factsOf, type Facts } from './facts';
import { NUMBERS, withArticle, wordsOf } from './nouns';
import type { Random } from './random';
import { DIRECTIONS, isClearly, placeOf, type Direction } from './space';
import type { Scene } from './spec';

/** What a content word states. */
export const WORD_ROLES = ['object', 'colour', 'number', 'place', 'relation', 'background'] as const;
export type WordRole = (typeof WORD_ROLES)[number];

/** A word of a caption; a comma is one, as for the tokenizer. */
export interface ToldWord {
  readonly text: string;
  /** Left out for words that state nothing by themselves. */
  readonly role?: WordRole;
  /** Indices of the stickers that justify it; empty for words without a role and for the background. */
  readonly objects: readonly number[];
}

export interface ToldCaption {
  readonly text: string;
  readonly words: readonly ToldWord[];
}

/** Most groups of equal things that are told. */
const MOST_TOLD = 3;
/** Share of captions in any order, where there is a `random`. */
const ANY_ORDER = 0.3;

/**
 * Tells up to three kinds of things, the most prominent (by area) first, each with its number and colour; of two single
 * things told one after the other how they lie to one another, and of other single things where in the picture they
 * are, where both are beyond dispute; and the background. The same scene is always told alike, so that a model can learn
 * to say what is right and not only what is likely.
 *
 * @param random tells now and then in any order, so that what follows any beginning is learned as well
 */
export function tellScene(scene: Scene, random?: Random): ToldCaption {
  const facts = factsOf(scene);
  const area = ({ indices }: Group) => indices.reduce((sum, i) => sum + scene.stickers[i]!.size ** 2, 0);
  const groups = groupsOf(facts);
  const ordered = random?.chance(ANY_ORDER)
    ? random.shuffle(groups)
    : groups.sort((a, b) => area(b) - area(a));
  const parts = partsOf(facts, ordered.slice(0, MOST_TOLD));
  const list = parts.flatMap((part, n) => {
    if (n === 0) return part;
    return [plain(n === parts.length - 1 ? 'and' : ','), ...part];
  });
  const words = [...(list.length > 0 ? list : [plain('nothing')]), ...backgroundWords(scene.background.kind)];
  return {
    text: words
      .map(({ text }) => text)
      .join(' ')
      .replaceAll(' ,', ','),
    words,
  };
}

/** The groups in turn; the first two neighbours that lie clearly to one another are told together. */
function partsOf(facts: Facts, groups: readonly Group[]): ToldWord[][] {
  const directions = groups.slice(1).map((group, n) => directionOf(facts, groups[n]!, group));
  const pair = directions.findIndex((direction) => direction !== undefined);
  const parts: ToldWord[][] = [];
  for (let n = 0; n < groups.length; n++) {
    const group = groups[n]!;
    if (n !== pair) {
      parts.push([...nounWords(group), ...placeWords(facts, group)]);
      continue;
    }
    const other = groups[++n]!;
    const objects = [...group.indices, ...other.indices];
    const relation = stated(SAID[directions[pair]!], DIRECTIONS, 'relation', objects);
    parts.push([...nounWords(group), ...relation, ...nounWords(other)]);
  }
  return parts;
}

/** How one single thing lies to another, where that is clear. */
function directionOf({ stickers }: Facts, a: Group, b: Group): Direction | undefined {
  if (a.indices.length > 1 || b.indices.length > 1) return undefined;
  const [one, other] = [stickers[a.indices[0]!]!, stickers[b.indices[0]!]!];
  return DIRECTIONS.find((direction) => isClearly(one, other, direction));
}

function nounWords({ noun, indices }: Group): ToldWord[] {
  const { one, many } = wordsOf(noun);
  const [count, name] =
    indices.length === 1 ? [withArticle(one).split(' ')[0]!, one] : [NUMBERS[indices.length]!, many];
  const words = name.split(' ');
  const colour = 'colour' in noun && noun.colour !== undefined ? words.shift() : undefined;
  const as = (role: WordRole) => (text: string) => ({ text, role, objects: indices });
  return [
    as('number')(count),
    ...(colour === undefined ? [] : [as('colour')(colour)]),
    ...words.map(as('object')),
  ];
}

function placeWords({ stickers }: Facts, { indices }: Group): ToldWord[] {
  const place = indices.length === 1 ? placeOf(stickers[indices[0]!]!) : undefined;
  if (place === undefined) return [];
  return stated(`${prepositionOf(place)} the ${place}`, place.split(' '), 'place', indices);
}

function backgroundWords(kind: BackgroundKind): ToldWord[] {
  return stated(ON[kind], [kind], 'background', []);
}

const plain = (text: string): ToldWord => ({ text, objects: [] });

/** The words of a phrase, those of `telling` with the role. */
const stated = (
  phrase: string,
  telling: readonly string[],
  role: WordRole,
  objects: readonly number[],
): ToldWord[] =>
  phrase.split(' ').map((text) => (telling.includes(text) ? { text, role, objects } : plain(text)));
