/** Captions: what a scene shows, in a sentence, for contrastive training and as alternative text. */
import type { BackgroundKind } from './backgrounds';
import { factsOf } from './facts';
import type { Facts } from './facts';
import { counted, listed, wordsOf } from './nouns';
import type { Noun, Words } from './nouns';
import type { Random } from './random';
import { DIRECTIONS, isClearly, placeOf } from './space';
import type { Direction, Place } from './space';
import type { Scene } from './spec';

/** How each background is put into words after a list of things. */
export const ON: Readonly<Record<BackgroundKind, string>> = {
  grass: 'on grass',
  sky: 'in the sky',
  sea: 'on the sea',
  sand: 'on sand',
  night: 'at night',
  brick: 'on brick',
  wood: 'on wood',
  snow: 'on snow',
  tiles: 'on tiles',
  noise: 'on noise',
};

/** How each direction is said. */
export const SAID: Readonly<Record<Direction, string>> = {
  left: 'to the left of',
  right: 'to the right of',
  above: 'above',
  below: 'below',
};

/** Most groups of equal things that a caption lists. */
const MOST_LISTED = 5;

/** Stickers that are named together. */
export interface Group {
  readonly noun: Noun;
  readonly indices: readonly number[];
}

/** Stickers of one class and colour together, in order of appearance. */
export function groupsOf(facts: Facts): Group[] {
  const groups = new Map<string, { noun: Noun; indices: number[] }>();
  facts.stickers.forEach(({ kind, colour }, index) => {
    const key = `${kind}:${colour ?? ''}`;
    const group = groups.get(key);
    if (group) group.indices.push(index);
    else groups.set(key, { noun: colour === undefined ? { kind } : { kind, colour }, indices: [index] });
  });
  return [...groups.values()];
}

/** "at the top left", "on the left", "in the center". */
export function prepositionOf(place: Place): string {
  if (place === 'center') return 'in';
  return place === 'left' || place === 'right' ? 'on' : 'at';
}

/** One thing of the list, sometimes with its place. */
function told(facts: Facts, group: Group, words: Words, random: Random): string {
  const text = counted(group.indices.length, words);
  const place = group.indices.length === 1 ? placeOf(facts.stickers[group.indices[0]!]!) : undefined;
  if (place === undefined || !random.chance(0.25)) return text;
  return `${text} ${prepositionOf(place)} the ${place}`;
}

/** "a car to the left of a dog" for two single things that lie so, or undefined. */
function related(facts: Facts, groups: readonly Group[], random: Random): [string, Group, Group] | undefined {
  const single = random.shuffle(groups.filter((group) => group.indices.length === 1));
  for (const a of single)
    for (const b of single) {
      if (a === b) continue;
      const direction = random
        .shuffle(DIRECTIONS)
        .find((way) => isClearly(facts.stickers[a.indices[0]!]!, facts.stickers[b.indices[0]!]!, way));
      if (direction === undefined) continue;
      const [one, two] = [a, b].map((group) => counted(1, wordsOf(group.noun, random)));
      return [`${one!} ${SAID[direction]} ${two!}`, a, b];
    }
  return undefined;
}

const FRAMES = [
  '{list} {on}',
  '{list} {on}',
  'a picture of {list} {on}',
  'there is {list} {on}',
  '{on}, {list}',
];

/**
 * A caption of a scene: up to five kinds of things with their numbers and colours in a random order, sometimes how two of
 * them lie relative to each other or where one lies, and the background. Says only what is there.
 */
export function generateCaption(scene: Scene, random: Random): string {
  const facts = factsOf(scene);
  const groups = groupsOf(facts);
  const on = ON[scene.background.kind];
  if (groups.length === 0) return `nothing ${on}`;
  const relation = random.chance(0.4) ? related(facts, groups, random) : undefined;
  const rest = random.shuffle(groups.filter((group) => !relation?.includes(group)));
  const parts = rest
    .slice(0, MOST_LISTED - (relation ? 2 : 0))
    .map((group) => told(facts, group, wordsOf(group.noun, random), random));
  if (relation) parts.unshift(relation[0]);
  const frame = random.pick(FRAMES);
  const text = frame.replace('{list}', listed(parts)).replace('{on}', on);
  return random.chance(0.5) ? text : text.charAt(0).toUpperCase() + text.slice(1);
}

/** One sentence that lists everything a scene shows, the most frequent first: alternative text for a person. */
export function describeScene(scene: Scene): string {
  const groups = groupsOf(factsOf(scene)).sort((a, b) => b.indices.length - a.indices.length);
  const list = listed(groups.map((group) => counted(group.indices.length, wordsOf(group.noun))));
  const text = `${list === '' ? 'nothing' : list} ${ON[scene.background.kind]}`;
  return `Sticker scene: ${text}.`;
}
