/** Pairs that training never shows, so that the compositional split can test whether the parts were learned apart. */
import { BACKGROUNDS } from './backgrounds';
import type { BackgroundKind } from './backgrounds';
import { CLASSES, classOf } from './classes';
import type { Colour } from './classes';
import { hash32 } from './random';

const INDEX: ReadonlyMap<string, number> = new Map(CLASSES.map((entry, index) => [entry.kind, index]));

/** The one background of ten that a class is never seen on outside the compositional split. */
export function heldOutBackground(kind: string): BackgroundKind {
  classOf(kind);
  // Neighbouring classes are alike (animals, foods), so a stride spreads each category over the backgrounds.
  return BACKGROUNDS[(INDEX.get(kind)! * 7 + 3) % BACKGROUNDS.length]!;
}

/** The one colour that a class of at least four colours never has outside the compositional split. */
export function heldOutColour(kind: string): Colour | undefined {
  const { colours } = classOf(kind);
  if (colours.length < 4) return undefined;
  return colours[hash32(INDEX.get(kind)! + 18) % colours.length];
}
