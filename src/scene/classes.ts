/** The sticker classes: their names, categories and colours. What a person can ask about stands here. */

export const COLOURS = [
  'red',
  'blue',
  'green',
  'yellow',
  'orange',
  'purple',
  'brown',
  'pink',
  'white',
  'black',
  'gray',
] as const;
export type Colour = (typeof COLOURS)[number];

export const CATEGORIES = [
  'animal',
  'food',
  'vehicle',
  'plant',
  'building',
  'object',
  'weather',
  'shape',
] as const;
export type Category = (typeof CATEGORIES)[number];

export interface StickerClass {
  /** The class's name, as it is asked for and answered. */
  readonly kind: string;
  readonly plural: string;
  readonly category: Category;
  /** Colours that the class comes in; such a sticker must state its colour. Empty for a class of one look. */
  readonly colours: readonly Colour[];
  /** The one colour that anybody would name, for a class of one look; left out where opinions would differ. */
  readonly colour?: Colour;
  /** Other words for it, as [singular, plural]. */
  readonly synonyms: readonly (readonly [string, string])[];
}

interface Extra {
  readonly plural?: string;
  readonly colour?: Colour;
  readonly colours?: readonly Colour[];
  readonly synonyms?: readonly (readonly [string, string])[];
}

type Row = readonly [kind: string, extra?: Extra];

const ROWS: Readonly<Record<Category, readonly Row[]>> = {
  animal: [
    ['dog', { synonyms: [['puppy', 'puppies']] }],
    ['cat', { colour: 'orange', synonyms: [['kitten', 'kittens']] }],
    ['horse', { colour: 'brown', synonyms: [['pony', 'ponies']] }],
    ['cow'],
    ['pig', { colour: 'pink' }],
    ['rabbit', { synonyms: [['bunny', 'bunnies']] }],
    ['panda'],
    ['frog', { colour: 'green' }],
    ['elephant', { colour: 'gray' }],
    ['owl'],
    ['penguin'],
    ['fish', { plural: 'fish', colours: ['blue', 'red', 'green', 'orange', 'purple'] }],
    ['crab', { colour: 'red' }],
    ['butterfly', { plural: 'butterflies' }],
    ['bee'],
    ['turtle', { colour: 'green' }],
  ],
  food: [
    ['apple', { colours: ['red', 'green'] }],
    ['banana', { colour: 'yellow' }],
    ['strawberry', { plural: 'strawberries', colour: 'red' }],
    ['watermelon'],
    ['pineapple'],
    ['carrot', { colour: 'orange' }],
    ['eggplant', { colour: 'purple', synonyms: [['aubergine', 'aubergines']] }],
    ['burger', { synonyms: [['hamburger', 'hamburgers']] }],
    ['pizza'],
    ['donut', { synonyms: [['doughnut', 'doughnuts']] }],
    ['cake'],
    ['mushroom'],
  ],
  vehicle: [
    [
      'car',
      { colours: ['red', 'blue', 'green', 'yellow', 'purple'], synonyms: [['automobile', 'automobiles']] },
    ],
    ['bus', { plural: 'buses' }],
    ['train'],
    ['plane', { synonyms: [['airplane', 'airplanes']] }],
    ['rocket'],
    ['boat', { synonyms: [['sailboat', 'sailboats']] }],
    ['bike', { synonyms: [['bicycle', 'bicycles']] }],
    ['tractor', { colour: 'green' }],
    ['helicopter'],
  ],
  plant: [
    ['tree', { colour: 'green' }],
    ['cactus', { plural: 'cactuses', colour: 'green' }],
    ['sunflower', { colour: 'yellow' }],
    ['rose', { colour: 'red' }],
    ['tulip', { colours: ['pink', 'red', 'yellow', 'purple'] }],
    ['clover', { colour: 'green' }],
    ['leaf', { plural: 'leaves', colour: 'red' }],
  ],
  building: [
    ['house', { synonyms: [['home', 'homes']] }],
    ['castle'],
    ['church', { plural: 'churches' }],
    ['tent', { colours: ['green', 'blue', 'red', 'purple'] }],
    ['factory', { plural: 'factories' }],
    ['tower', { colour: 'orange' }],
  ],
  object: [
    ['key'],
    ['umbrella', { colours: ['purple', 'red', 'blue', 'green'] }],
    ['clock', { synonyms: [['alarm clock', 'alarm clocks']] }],
    ['guitar'],
    ['bell'],
    ['camera'],
    ['chair', { colour: 'brown' }],
    ['ball', { synonyms: [['soccer ball', 'soccer balls']] }],
    ['balloon', { colours: ['red', 'blue', 'green', 'yellow', 'purple'] }],
    ['kite'],
    ['gift', { synonyms: [['present', 'presents']] }],
    ['crown'],
    ['magnet', { colour: 'red' }],
    ['hat'],
    ['book', { colours: ['red', 'blue', 'green', 'orange', 'purple'] }],
  ],
  weather: [
    ['sun'],
    ['cloud', { colour: 'white' }],
    ['moon', { colour: 'yellow' }],
    ['rainbow'],
    ['snowflake', { colour: 'blue' }],
    ['snowman', { plural: 'snowmen' }],
  ],
  shape: [
    [
      'heart',
      {
        colours: ['red', 'blue', 'green', 'yellow', 'orange', 'purple', 'brown', 'pink', 'white', 'black'],
      },
    ],
    [
      'circle',
      { colours: ['red', 'blue', 'green', 'yellow', 'orange', 'purple', 'brown', 'white', 'black'] },
    ],
    [
      'square',
      { colours: ['red', 'blue', 'green', 'yellow', 'orange', 'purple', 'brown', 'white', 'black'] },
    ],
    ['star', { colour: 'yellow' }],
  ],
};

function makeClass(category: Category, [kind, extra = {}]: Row): StickerClass {
  return {
    kind,
    plural: extra.plural ?? `${kind}s`,
    category,
    colours: extra.colours ?? [],
    ...(extra.colour === undefined ? {} : { colour: extra.colour }),
    synonyms: extra.synonyms ?? [],
  };
}

/** All classes, in a fixed order that seeds depend on. */
export const CLASSES: readonly StickerClass[] = CATEGORIES.flatMap((category) =>
  ROWS[category].map((row) => makeClass(category, row)),
);

const BY_KIND: ReadonlyMap<string, StickerClass> = new Map(CLASSES.map((entry) => [entry.kind, entry]));

/** The class of that name; throws a RangeError where there is none. */
export function classOf(kind: string): StickerClass {
  const found = BY_KIND.get(kind);
  if (!found) throw new RangeError(`There is no sticker class "${kind}".`);
  return found;
}

/** True when a class of that name exists. */
export function isKind(kind: string): boolean {
  return BY_KIND.has(kind);
}

/** How the atlas names a sticker: `dog`, or `heart:red` for a class that comes in colours. */
export function stickerName(kind: string, colour?: string): string {
  return colour === undefined ? kind : `${kind}:${colour}`;
}

/** Names of all stickers that an atlas must hold, in order. */
export const STICKER_NAMES: readonly string[] = CLASSES.flatMap((entry) =>
  entry.colours.length === 0 ? [entry.kind] : entry.colours.map((colour) => stickerName(entry.kind, colour)),
);

/** The colour a person would name for a sticker: its own, or its class's only one. */
export function colourOf(sticker: { readonly kind: string; readonly colour?: string }): Colour | undefined {
  return (sticker.colour as Colour | undefined) ?? classOf(sticker.kind).colour;
}

/**
 * How often a class appears, relative to others: classes that come in colours twice as often, or most scenes would
 * have no colour worth asking for.
 */
export function classShare(entry: StickerClass): number {
  return entry.colours.length > 0 ? 2 : 1;
}
