import { CLASSES, COLOURS } from '../../src/scene';
import type { Tokenizer } from '../../src/text/tokenizer';
import type { AlignmentTexts } from '../../models/clipmapper/train/alignment';

/** Texts that patches are matched with: for each class of sticker and each colour a few wordings, as token ids. */
export function sceneTexts(tokenizer: Tokenizer): AlignmentTexts {
  const ids = (text: string) => [...tokenizer.encode(text).ids];
  return {
    kind: CLASSES.map(({ kind, plural, synonyms }) =>
      [kind, kind, `a ${kind}`, `the ${kind}`, plural, plural, ...synonyms.flat()].map(ids),
    ),
    colour: COLOURS.map((colour) => [colour, `is ${colour}`, `color ${colour}`].map(ids)),
  };
}

export const SCENE_ALIGNMENTS = { kind: CLASSES.length, colour: COLOURS.length } as const;
