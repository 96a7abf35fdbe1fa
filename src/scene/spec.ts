/** What a scene is, and the reader that lets only well-formed ones in. */
import * as v from 'valibot';
import { quoted, shortened } from '../tensor/quote';
import { BACKGROUNDS } from './backgrounds';
import { classOf, COLOURS, isKind } from './classes';

/** Most stickers a scene may hold; generated scenes have up to 8, a person editing one may add more. */
export const MAX_STICKERS = 16;

/** The scene format's version; raised when an old scene would render differently. */
export const SCENE_VERSION = 1;

const finite = (low: number, high: number) => v.pipe(v.number(), v.minValue(low), v.maxValue(high));
const whole = (low: number, high: number) =>
  v.pipe(v.number(), v.integer(), v.minValue(low), v.maxValue(high));

const stickerSchema = v.strictObject({
  kind: v.pipe(
    v.string(),
    v.check(isKind, (issue) => `Unknown sticker class ${quoted(issue.input, 40)}`),
  ),
  colour: v.optional(v.picklist(COLOURS)),
  x: finite(0, 1),
  y: finite(0, 1),
  size: finite(0.04, 1),
  rotation: whole(-180, 180),
  flip: v.boolean(),
  brightness: finite(0.5, 1.5),
});

const sceneSchema = v.strictObject({
  version: v.literal(SCENE_VERSION),
  background: v.strictObject({ kind: v.picklist(BACKGROUNDS), seed: whole(0, 0xffffffff) }),
  stickers: v.pipe(
    v.unknown(),
    // Before the items are looked at, so that an endless list costs nothing.
    v.check(
      (list) => !Array.isArray(list) || list.length <= MAX_STICKERS,
      `More than ${MAX_STICKERS} stickers`,
    ),
    v.array(stickerSchema),
  ),
});

/** One sticker. Later stickers of a scene lie on top of earlier ones. */
export interface Sticker {
  /** Name of a class of `classes.ts`. */
  readonly kind: string;
  /** Required for classes that come in colours, absent for all others. */
  readonly colour?: (typeof COLOURS)[number];
  /** Centre as a share of the image's width, 0…1 from the left. */
  readonly x: number;
  /** Centre as a share of the image's height, 0…1 from the top. */
  readonly y: number;
  /** Longer side as a share of the image's side, 0.04…1. */
  readonly size: number;
  /** Degrees clockwise, whole, −180…180; applied after `flip`. */
  readonly rotation: number;
  /** Mirrored left to right. */
  readonly flip: boolean;
  /** Factor on the colours, 0.5…1.5. */
  readonly brightness: number;
}

/** A scene: everything that its picture is made from. Square. */
export interface Scene {
  readonly version: typeof SCENE_VERSION;
  readonly background: { readonly kind: (typeof BACKGROUNDS)[number]; readonly seed: number };
  readonly stickers: readonly Sticker[];
}

function pathOf(issue: v.BaseIssue<unknown>): string {
  let path = 'scene';
  for (const step of issue.path ?? []) {
    const key: unknown = step.key;
    path += typeof key === 'number' ? `[${key}]` : `.${shortened(String(key), 40)}`;
  }
  return path;
}

/** A scene that cannot be read; the message names the field. */
export class SceneError extends Error {
  override readonly name = 'SceneError';
}

/**
 * Reads a scene from untrusted data, e.g. parsed JSON of a link or a file. Returns a fresh object; throws a SceneError
 * that names the first wrong field (`scene.stickers[2].size: …`).
 */
export function parseScene(input: unknown): Scene {
  const result = v.safeParse(sceneSchema, input, { abortEarly: true });
  if (!result.success) {
    const issue = result.issues[0];
    throw new SceneError(`${pathOf(issue)}: ${shortened(issue.message, 160)}.`);
  }
  const stickers = result.output.stickers.map((sticker, index): Sticker => {
    const { colour, ...rest } = sticker;
    const { colours } = classOf(sticker.kind);
    const path = `scene.stickers[${index}].colour`;
    if (colour === undefined) {
      if (colours.length > 0)
        throw new SceneError(`${path}: A ${sticker.kind} needs one of the colours ${colours.join(', ')}.`);
      return rest;
    }
    if (!colours.includes(colour))
      throw new SceneError(
        `${path}: A ${sticker.kind} ${colours.length > 0 ? `is ${colours.join(', ')}, not ${colour}` : 'takes no colour'}.`,
      );
    return { ...rest, colour };
  });
  return { version: SCENE_VERSION, background: result.output.background, stickers };
}
