/** Candidate answers for questions that come without any. */

export const COLOURS: readonly string[] = [
  'red',
  'orange',
  'yellow',
  'green',
  'blue',
  'purple',
  'pink',
  'brown',
  'black',
  'white',
  'grey',
];

/** Index = number; as prompts spell it. */
export const NUMBERS: readonly string[] = [
  'no',
  'one',
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
];

/** Common nouns by what a question may ask for. */
export const NOUNS: Readonly<Record<string, readonly string[]>> = {
  animal: ['cat', 'dog', 'bird', 'horse', 'cow', 'sheep', 'elephant', 'bear', 'fish', 'insect'],
  vehicle: ['car', 'bus', 'truck', 'train', 'bicycle', 'motorcycle', 'boat', 'aeroplane'],
  food: ['pizza', 'cake', 'bread', 'fruit', 'vegetables', 'sandwich', 'soup'],
  person: ['man', 'woman', 'child', 'baby', 'crowd'],
  object: ['chair', 'table', 'bed', 'cup', 'bottle', 'book', 'computer', 'phone', 'clock', 'ball', 'flower'],
  place: ['street', 'beach', 'kitchen', 'bedroom', 'office', 'forest', 'mountain', 'field', 'park', 'shop'],
};

/** Words by which a question asks for a group of nouns. */
const GROUPS: readonly (readonly [RegExp, string])[] = [
  [/\b(animals?|pets?|creatures?)\b/, 'animal'],
  [/\b(vehicles?|transport|driving|riding)\b/, 'vehicle'],
  [/\b(foods?|eat|eating|dish|meal)\b/, 'food'],
  [/\b(who|whose|person|people)\b/, 'person'],
  [/\b(where|places?|rooms?|location)\b/, 'place'],
];

/** Nouns that a question asks for; all of them (places last) when it names no group. */
export function nounsFor(question: string): readonly string[] {
  const group = GROUPS.find(([words]) => words.test(question))?.[1];
  return group === undefined ? Object.values(NOUNS).flat() : NOUNS[group]!;
}
