/**
 * For tests: answers a question from its words and the scene's coordinates alone, sharing no code with the question families.
 */
import { CLASSES } from '../classes';
import type { Question } from '../questions/types';
import type { Scene, Sticker } from '../spec';

interface Thing {
  readonly fits: (sticker: Sticker) => boolean;
}

const CATEGORY_NAMES: Readonly<Record<string, string>> = {
  animal: 'animal',
  'food item': 'food',
  vehicle: 'vehicle',
  plant: 'plant',
  building: 'building',
  'weather symbol': 'weather',
  shape: 'shape',
};

/** Every word for a thing → what it fits; longest first, so that "alarm clock" is not read as "clock" only. */
const WORDS: readonly (readonly [string, Thing])[] = [
  ...CLASSES.flatMap(({ kind, plural, synonyms }) =>
    [kind, plural, ...synonyms.flat()].map(
      (word) => [word, { fits: (s: Sticker) => s.kind === kind }] as const,
    ),
  ),
  ...Object.entries(CATEGORY_NAMES).flatMap(([name, category]) =>
    [name, `${name}s`].map((word) => {
      const kinds = CLASSES.filter((entry) => entry.category === category).map((entry) => entry.kind);
      return [word, { fits: (s: Sticker) => kinds.includes(s.kind) }] as const;
    }),
  ),
  ...['sticker', 'stickers'].map((word) => [word, { fits: () => true }] as const),
].sort((a, b) => b[0].length - a[0].length);

const COLOUR = 'red|blue|green|yellow|orange|purple|brown|pink|white|black|gray';

/** The things a text names, in order, colours before them included. */
export function thingsIn(text: string): Thing[] {
  const pattern = new RegExp(`\\b(?:(${COLOUR}) )?(${WORDS.map(([word]) => word).join('|')})\\b`, 'g');
  return [...text.matchAll(pattern)].map(([, colour, word]) => {
    const thing = WORDS.find(([known]) => known === word)![1];
    return { fits: (s) => thing.fits(s) && (colour === undefined || s.colour === colour) };
  });
}

function where(s: Sticker): string {
  const col = ['left', '', 'right'][Math.min(2, Math.floor(s.x * 3))]!;
  const row = ['top', '', 'bottom'][Math.min(2, Math.floor(s.y * 3))]!;
  return `${row} ${col}`.trim() || 'center';
}

function between(a: Sticker, b: Sticker): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

const gapOf = (a: Sticker, b: Sticker) => between(a, b) - a.size / 2 - b.size / 2;

/** Angle in degrees between "from b to a" and the direction, 0 straight ahead … 180 behind. */
function angle(a: Sticker, b: Sticker, direction: string): number {
  const heading = { left: 180, right: 0, above: -90, below: 90 }[direction]!;
  const bearing = (Math.atan2(a.y - b.y, a.x - b.x) * 180) / Math.PI;
  return Math.abs(((bearing - heading + 540) % 360) - 180);
}

function directionIn(text: string): string {
  if (/\b(next to|beside|close to)\b/.test(text)) return 'next';
  if (/\b(above|over)\b/.test(text)) return 'above';
  if (/\b(below|under|beneath)\b/.test(text)) return 'below';
  return /\bleft of\b/.test(text) ? 'left' : 'right';
}

/** The class that alone has its centre in the named part of the picture. */
function thingAt(text: string, scene: Scene): string {
  const band = (value: number, low: RegExp, high: RegExp) =>
    low.test(text) ? value < 1 / 3 : high.test(text) ? value > 2 / 3 : undefined;
  const here = scene.stickers.filter((s) => {
    const tests = [band(s.x, /left/, /right/), band(s.y, /top|upper/, /bottom|lower/)].filter(
      (test) => test !== undefined,
    );
    return tests.length > 0
      ? tests.every(Boolean)
      : [s.x, s.y].every((value) => value > 1 / 3 && value < 2 / 3);
  });
  const kinds = [...new Set(here.map((s) => s.kind))];
  return kinds.length === 1 ? kinds[0]! : `${kinds.length} classes`;
}

function relate(text: string, scene: Scene, things: readonly Thing[]): string {
  const direction = directionIn(text);
  const close = (a: Sticker, b: Sticker) =>
    direction === 'next' ? gapOf(a, b) <= 0.12 : angle(a, b, direction) < 45;
  if (things.length === 2) {
    const [a, b] = things.map(({ fits }) => scene.stickers.find(fits)!);
    if (/left .*right|right .*left|left or right/.test(text)) {
      const [subject, object] = /^which side/.test(text) ? [b!, a!] : [a!, b!];
      return subject.x < object.x ? 'left' : 'right';
    }
    if (/above or below|below or above|over or under/.test(text)) return a!.y < b!.y ? 'above' : 'below';
    return close(a!, b!) ? 'yes' : 'no';
  }
  const reference = scene.stickers.find(things[0]!.fits)!;
  const near = scene.stickers
    .filter((s) => s !== reference && close(s, reference))
    .sort((a, b) =>
      direction === 'next'
        ? gapOf(a, reference) - gapOf(b, reference)
        : between(a, reference) - between(b, reference),
    );
  return near[0]?.kind ?? 'nothing';
}

/** The answer to a question, worked out from its text. */
export function judge({ text: written, family }: Question, scene: Scene): string {
  const text = written.toLowerCase();
  const things = thingsIn(text);
  const counts = things.map(({ fits }) => scene.stickers.filter(fits).length);
  const first = things[0] && scene.stickers.find(things[0].fits);
  const second = things[1] && scene.stickers.find(things[1].fits);
  const yes = (truth: boolean) => (truth ? 'yes' : 'no');
  switch (family) {
    case 'existence':
      return yes(counts[0]! > 0);
    case 'counting':
      return String(counts[0]);
    case 'logic':
      return yes(/ or /.test(text) ? counts.some((n) => n > 0) : counts.every((n) => n > 0));
    case 'category':
      return /^(what|which)/.test(text) ? (first?.kind ?? 'nothing') : yes(counts[0]! > 0);
    case 'colour': {
      const own = first!.colour ?? CLASSES.find((entry) => entry.kind === first!.kind)!.colour!;
      if (/colou?r/.test(text) && !/^(is|does|are|do) /.test(text)) return own;
      return yes(text.includes(own));
    }
    case 'where':
      if (things.length === 0) return thingAt(text, scene);
      if (!/left|top/.test(text)) return where(first!);
      return /left/.test(text) ? (first!.x < 0.5 ? 'left' : 'right') : first!.y < 0.5 ? 'top' : 'bottom';
    case 'comparison':
      if (/more|larger than the number/.test(text)) return yes(counts[0]! > counts[1]!);
      if (/fewer|less/.test(text)) return yes(counts[0]! < counts[1]!);
      if (/^(which|what)/.test(text))
        return /smaller/.test(text) === first!.size < second!.size ? first!.kind : second!.kind;
      return yes(/smaller/.test(text) ? first!.size < second!.size : first!.size > second!.size);
    case 'background':
      return /^(what|which)/.test(text) ? scene.background.kind : yes(text.includes(scene.background.kind));
    case 'relation':
      return relate(text, scene, things);
  }
}
