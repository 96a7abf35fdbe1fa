/** Which icon each sticker is made of. */

export interface IconChoice {
  readonly icon: string;
  /** Colours to replace, old to new, as in the icon's SVG. */
  readonly tint: Readonly<Record<string, string>>;
}

interface Shades {
  readonly main: string;
  readonly dark: string;
  readonly light: string;
}

const SHADES: Readonly<Record<string, Shades>> = {
  red: { main: '#f8312f', dark: '#b3132b', light: '#ff8687' },
  blue: { main: '#1478e6', dark: '#0b4fa8', light: '#7dbdff' },
  green: { main: '#2db84d', dark: '#1a7a33', light: '#93e3a3' },
  yellow: { main: '#ffd21f', dark: '#e09b00', light: '#fff0a0' },
  orange: { main: '#ff7a1a', dark: '#c24c00', light: '#ffb57d' },
  purple: { main: '#8a4fd1', dark: '#5b2c97', light: '#c3a0ee' },
  pink: { main: '#ff6dc6', dark: '#f70a8d', light: '#ffb3e1' },
  brown: { main: '#8a5636', dark: '#5f3820', light: '#b98a6a' },
};

/** Classes drawn in one colour by the icon set and given others here: which of the icon's colours to replace by what
 * (`none` removes a part: the tent's moon would be taken for a moon). */
const TINTED: Readonly<Record<string, { icon: string; parts: Readonly<Record<string, string>> }>> = {
  fish: { icon: 'fish', parts: { '#00a6ed': 'main', '#0074ba': 'dark' } },
  car: { icon: 'automobile', parts: { '#f8312f': 'main', '#ca0b4a': 'dark' } },
  tulip: { icon: 'tulip', parts: { '#ff6dc6': 'main', '#f70a8d': 'dark' } },
  tent: { icon: 'tent', parts: { '#86d72f': 'main', '#44911b': 'dark', '#ffb02e': 'none' } },
  umbrella: { icon: 'umbrella', parts: { '#8d65c5': 'main', '#433b6b': 'dark' } },
  balloon: {
    icon: 'balloon',
    parts: { '#f8312f': 'main', '#ca0b4a': 'dark', '#ff8687': 'light', '#3f5fff': '#6b6b6b' },
  },
  circle: { icon: 'blue-circle', parts: { '#0074ba': 'main' } },
  square: { icon: 'blue-square', parts: { '#00a6ed': 'main' } },
  book: { icon: 'blue-book', parts: { '#00a6ed': 'main', '#0074ba': 'dark' } },
};

/** Stickers whose icon is not called like their class. */
const NAMED: Readonly<Record<string, string>> = {
  dog: 'dog-face',
  cat: 'cat-face',
  cow: 'cow-face',
  rabbit: 'rabbit-face',
  bee: 'honeybee',
  'apple:red': 'red-apple',
  'apple:green': 'green-apple',
  burger: 'hamburger',
  donut: 'doughnut',
  cake: 'birthday-cake',
  plane: 'airplane',
  boat: 'sailboat',
  bike: 'bicycle',
  tree: 'deciduous-tree',
  clover: 'four-leaf-clover',
  leaf: 'maple-leaf',
  tower: 'tokyo-tower',
  clock: 'alarm-clock',
  ball: 'soccer-ball',
  gift: 'wrapped-gift',
  hat: 'top-hat',
  moon: 'crescent-moon',
  'circle:white': 'white-circle',
  'circle:black': 'black-circle',
  'square:white': 'white-large-square',
  'square:black': 'black-large-square',
};

/** The icon of a sticker, and the colours to change in it. */
export function iconOf(name: string): IconChoice {
  const [kind = '', colour] = name.split(':');
  const tinted = TINTED[kind];
  const named = NAMED[name];
  if (tinted && colour !== undefined && named === undefined) {
    const shades = SHADES[colour];
    if (!shades) throw new Error(`There are no shades for the colour "${colour}" of "${name}".`);
    const tint = Object.entries(tinted.parts).map(([from, part]) => [
      from,
      part in shades ? shades[part as keyof Shades] : part,
    ]);
    return { icon: tinted.icon, tint: Object.fromEntries(tint) as Record<string, string> };
  }
  return { icon: named ?? (colour === undefined ? kind : `${colour}-${kind}`), tint: {} };
}
