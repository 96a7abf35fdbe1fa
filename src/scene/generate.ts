/** Random scenes: which stickers, where, on what. */
import { BACKGROUNDS } from './backgrounds';
import type { BackgroundKind } from './backgrounds';
import { CLASSES, classOf, classShare } from './classes';
import type { Colour } from './classes';
import { heldOutBackground, heldOutColour } from './holdout';
import { createRandom } from './random';
import type { Random } from './random';
import { SCENE_VERSION } from './spec';
import type { Scene, Sticker } from './spec';
import { visibleShares } from './visibility';

export const SPLITS = ['train', 'val', 'test', 'compositional'] as const;
export type Split = (typeof SPLITS)[number];

/** Largest seed of a split: the stream's own seed, `seed`·4 + split, must stay a safe integer. */
export const MAX_SCENE_SEED = 2 ** 50 - 2;

/** Most stickers of a generated scene. */
const MOST = 8;
/** Least visible share of every sticker by outline; by pixels it is then never below 0.45. */
const LEAST_VISIBLE = 0.6;
/** The same where a scene is meant to be tidy. */
const TIDY_VISIBLE = 0.92;
/** Attempts to place one sticker before it is left out. */
const ATTEMPTS = 40;

/** How many of one class the scene repeats, 1 for none; so that counting has its large answers. */
const REPEATS = [1, 2, 3, 4, 5, 6];
const REPEAT_WEIGHTS = [10, 3, 4, 4, 4, 4];

interface Wish {
  readonly kind: string;
  readonly colour?: Colour;
}

/** Rounds to so many steps per unit, e.g. 1000 for three decimals as JSON prints them. */
function round(value: number, steps: number): number {
  return Math.floor(value * steps + 0.5) / steps;
}

/** A colour for a class that comes in colours; the held-out one only where the split allows. */
function chooseColour(kind: string, random: Random, open: boolean): Colour | undefined {
  const { colours } = classOf(kind);
  const allowed = open ? colours : colours.filter((colour) => colour !== heldOutColour(kind));
  return allowed.length === 0 ? undefined : random.pick(allowed);
}

function wish(kind: string, colour: Colour | undefined): Wish {
  return colour === undefined ? { kind } : { kind, colour };
}

/** The pair that makes a compositional scene one: a class on its held-out background, or in its held-out colour. */
function heldOutWish(background: BackgroundKind, random: Random): Wish {
  const coloured = CLASSES.filter((entry) => heldOutColour(entry.kind) !== undefined);
  if (random.chance(0.4)) {
    const { kind } = random.pick(coloured);
    return wish(kind, heldOutColour(kind));
  }
  const { kind } = random.pick(CLASSES.filter((entry) => heldOutBackground(entry.kind) === background));
  return wish(kind, chooseColour(kind, random, false));
}

/** What the scene is to hold: one class perhaps several times, and others. */
function chooseWishes(background: BackgroundKind, random: Random, split: Split): Wish[] {
  const open = split === 'compositional';
  const allowed = CLASSES.filter((entry) => open || heldOutBackground(entry.kind) !== background);
  const pool = [
    ...new Set(random.shuffle(allowed.flatMap((entry) => Array<string>(classShare(entry)).fill(entry.kind)))),
  ];
  const repeat = random.weighted(REPEATS, REPEAT_WEIGHTS);
  const wishes: Wish[] = [];
  if (open) wishes.push(heldOutWish(background, random));
  const first = wishes[0]?.kind ?? pool[0]!;
  const total = repeat === 1 ? 1 + random.int(MOST) : Math.min(MOST, repeat + random.int(5));
  const sameColour = random.chance(0.5)
    ? (wishes[0]?.colour ?? chooseColour(first, random, open))
    : undefined;
  while (wishes.length < Math.min(repeat, total))
    wishes.push(wish(first, sameColour ?? chooseColour(first, random, open)));
  const others = pool.filter((kind) => kind !== first);
  for (let i = 0; wishes.length < total; i++) {
    // Now and then a class comes twice more, so that two classes can be compared in number.
    const again = i > 0 && random.chance(0.2);
    const kind = others[again ? i - 1 : i]!;
    if (again) others.splice(i, 0, kind);
    wishes.push(wish(kind, chooseColour(kind, random, open)));
  }
  return wishes;
}

/** Range of sizes: the more stickers, the smaller. */
function sizeRange(count: number): readonly [number, number] {
  if (count <= 3) return [0.18, 0.36];
  if (count <= 5) return [0.17, 0.31];
  return [0.15, 0.26];
}

function propose(target: Wish, random: Random, low: number, high: number): Sticker {
  const size = round(random.between(low, high), 1000);
  // Up to a tenth of a sticker may stick out of the picture.
  const edge = size * 0.42;
  return {
    ...target,
    x: round(random.between(edge, 1 - edge), 1000),
    y: round(random.between(edge, 1 - edge), 1000),
    size,
    rotation: round(random.between(-25, 25), 1),
    flip: random.chance(0.5),
    brightness: round(random.between(0.88, 1.1), 100),
  };
}

/** Places the wishes one after another; a wish that finds no room is dropped, but never the first. */
function place(wishes: readonly Wish[], random: Random): Sticker[] {
  const least = random.chance(0.55) ? TIDY_VISIBLE : LEAST_VISIBLE;
  const [low, high] = sizeRange(wishes.length);
  let placed: Sticker[] = [];
  for (const target of wishes) {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const next = [...placed, propose(target, random, low, high)];
      if (visibleShares(next).every((share) => share >= least)) {
        placed = next;
        break;
      }
    }
  }
  return placed;
}

/**
 * The scene of a seed (whole, 0 … 2⁵⁰ − 2) of a split. The four splits draw from streams that never share a seed; `train`,
 * `val` and `test` never show a held-out pair (`holdout.ts`), every scene of `compositional` shows at least one.
 * Every sticker is at least 45 % visible.
 */
export function generateScene(seed: number, split: Split): Scene {
  if (!Number.isInteger(seed) || seed < 0 || seed > MAX_SCENE_SEED)
    throw new RangeError(`A scene's seed is a whole number from 0 to 2^50 - 2, not ${seed}.`);
  const random = createRandom(seed * SPLITS.length + SPLITS.indexOf(split));
  const background = { kind: random.pick(BACKGROUNDS), seed: random.uint32() };
  const stickers = place(chooseWishes(background.kind, random, split), random);
  return { version: SCENE_VERSION, background, stickers };
}
