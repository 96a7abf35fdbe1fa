/** What is true of a scene, looked up once and asked for by all question families. */
import { CLASSES, classOf, classShare } from './classes';
import type { Category, Colour, StickerClass } from './classes';
import { heldOutBackground, heldOutColour } from './holdout';
import type { Noun } from './nouns';
import type { Random } from './random';
import type { Scene, Sticker } from './spec';

/** A way to speak of exactly one sticker of the scene. */
export interface Reference {
  readonly noun: { readonly kind: string; readonly colour?: Colour };
  readonly index: number;
}

export interface Facts {
  readonly scene: Scene;
  readonly stickers: readonly Sticker[];
  /** Indices of the stickers of each class present. */
  readonly byKind: ReadonlyMap<string, readonly number[]>;
  /** Classes present, in order of appearance. */
  readonly present: readonly string[];
  /** Stickers that "the dog" or "the red heart" names without doubt. */
  readonly references: readonly Reference[];
}

export function factsOf(scene: Scene): Facts {
  const byKind = new Map<string, number[]>();
  scene.stickers.forEach(({ kind }, index) => {
    const list = byKind.get(kind);
    if (list) list.push(index);
    else byKind.set(kind, [index]);
  });
  const references: Reference[] = [];
  scene.stickers.forEach(({ kind, colour }, index) => {
    const same = byKind.get(kind)!;
    if (same.length === 1) references.push({ noun: { kind }, index });
    else if (colour !== undefined && same.filter((i) => scene.stickers[i]!.colour === colour).length === 1)
      references.push({ noun: { kind, colour }, index });
  });
  return { scene, stickers: scene.stickers, byKind, present: [...byKind.keys()], references };
}

/** Indices of the stickers that a noun names. */
export function matching(facts: Facts, noun: Noun): number[] {
  return facts.stickers.flatMap((sticker, index) => {
    if ('category' in noun)
      return noun.category === 'sticker' || classOf(sticker.kind).category === noun.category ? [index] : [];
    const fits = sticker.kind === noun.kind && (noun.colour === undefined || sticker.colour === noun.colour);
    return fits ? [index] : [];
  });
}

/** Indices of the stickers of a category. */
export function ofCategory(facts: Facts, category: Category): number[] {
  return matching(facts, { category });
}

/**
 * A class that the scene lacks, drawn as scenes draw theirs, so that being asked for says nothing about being there.
 * Classes that training never shows on this background are not asked for: "no" would be learned instead of seen.
 */
export function pickAbsent(
  facts: Facts,
  random: Random,
  accept: (entry: StickerClass) => boolean = () => true,
): string {
  const background = facts.scene.background.kind;
  const absent = CLASSES.filter(
    (entry) => accept(entry) && !facts.byKind.has(entry.kind) && heldOutBackground(entry.kind) !== background,
  );
  return random.weighted(absent, absent.map(classShare)).kind;
}

/** Colours of a class other than one, the held-out colour left out for the same reason. */
export function otherColours(kind: string, than: readonly Colour[]): Colour[] {
  return classOf(kind).colours.filter((colour) => !than.includes(colour) && colour !== heldOutColour(kind));
}

/** A reference as it is spoken: sometimes with the colour though the class alone would do. */
export function spoken(facts: Facts, reference: Reference, random: Random): Reference['noun'] {
  const { colour } = facts.stickers[reference.index]!;
  if (colour !== undefined && random.chance(0.3)) return { kind: reference.noun.kind, colour };
  return reference.noun;
}
