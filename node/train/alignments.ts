import { CLASSES, COLOURS } from '../../src/scene';
import type { Tokenizer } from '../../src/text/tokenizer';
import type { AlignmentTexts } from '../../models/clipmapper/train/alignment';
import { parameterOf, type Parameters } from '../../src/train/parameters';

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

/**
 * Starts the mapper where CLIP left off: its input maps are the identity, its image norm is CLIP's `post_layernorm`,
 * and the first cross-attention compares tokens and patches by CLIP's own projections, so that a word finds the patches
 * that show it from the first step instead of after tens of thousands of questions. Needs equal widths throughout.
 */
export function startFromClip(parameters: Parameters): void {
  const tensor = (name: string) => parameterOf(parameters, name);
  const copy = (from: string, to: string) => tensor(to).set(tensor(from));
  for (const stream of ['text', 'image']) {
    const projection = tensor(`mapper.${stream}_projection.weight`);
    const width = Math.sqrt(projection.length);
    if (!Number.isInteger(width))
      throw new Error('The mapper can start from CLIP only where all widths are equal.');
    projection.fill(0);
    for (let i = 0; i < width; i++) projection[i * width + i] = 1;
  }
  copy('vision_model.post_layernorm.weight', 'mapper.image_norm.weight');
  copy('vision_model.post_layernorm.bias', 'mapper.image_norm.bias');
  const projections = { text: 'text_projection.weight', image: 'visual_projection.weight' };
  for (const [query, key] of [
    ['text', 'image'],
    ['image', 'text'],
  ] as const) {
    const at = `mapper.layers.0.${query}.cross_attn`;
    setScaled(tensor(`${at}.q_proj.weight`), tensor(projections[query]));
    setScaled(tensor(`${at}.k_proj.weight`), tensor(projections[key]));
  }
}

/** Copies a matrix, brought to the norm of a fresh one (variance 1/fan-in) times a little more. */
function setScaled(to: Float32Array, from: Float32Array): void {
  const norm = Math.sqrt(from.reduce((sum, value) => sum + value * value, 0));
  const fresh = Math.sqrt(Math.sqrt(to.length));
  to.set(from.map((value) => (value * 1.3 * fresh) / norm));
}
