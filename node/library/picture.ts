import { parseScene, renderScene, SceneError, type Scene } from '../../src/scene';
import { checkedPixels } from '../../src/engine/check';
import type { Pixels } from '../../src/image/pixels';
import { WhylightError } from '../../src/tensor/error';
import { quoted } from '../../src/tensor/quote';
import { readTextFile } from '../files/text';
import { loadAtlas } from './atlas';
import { decodeImageFile } from './image';

/** Bytes of a scene's file. */
const MOST_SCENE = 8_000_000;

/** Sides of a drawn scene, in pixels. */
const MAX_SIDE = 8192;

/** What an explanation is about; exactly one of the two. */
export interface PictureSource {
  /** A file's path, a file's bytes, or pixels. */
  readonly image?: string | Uint8Array | Pixels;
  /** A scene, or the path of a JSON file that holds one. */
  readonly scene?: string | Scene;
}

/** Reads a picture; scenes are drawn when the model's image size is known. @throws WhylightError ('bad-input') */
export async function readPicture({
  image,
  scene,
}: PictureSource): Promise<(size: number) => Promise<Pixels>> {
  if ((image === undefined) === (scene === undefined)) {
    throw new WhylightError(
      'bad-input',
      `${image === undefined ? 'There is neither an image nor a scene' : 'There are both an image and a scene'}: give one of the two.`,
    );
  }
  if (scene !== undefined) {
    const parsed = typeof scene === 'string' ? await readSceneFile(scene) : checked(scene, 'The scene');
    return (size) => drawScene(parsed, size);
  }
  const pixels = await readImage(image!);
  return async () => pixels;
}

/**
 * An image as pixels that a model can be asked about.
 * @param image a file's path, a file's bytes, or pixels
 * @throws WhylightError ('bad-input') for what is no image, or too large
 */
export async function readImage(image: string | Uint8Array | Pixels): Promise<Pixels> {
  if (typeof image === 'string') return decodeImageFile(image);
  if (image instanceof Uint8Array)
    return decodeImageFile(Buffer.from(image.buffer, image.byteOffset, image.byteLength));
  return checkedPixels(image);
}

/** A sticker scene as pixels, `size` × `size`. @throws WhylightError ('bad-input') for what is no scene */
export async function drawScene(scene: Scene, size: number): Promise<Pixels> {
  if (!Number.isInteger(size) || size < 1 || size > MAX_SIDE)
    throw new WhylightError(
      'bad-input',
      `The scene is to be ${quoted(size)} pixels large; give a whole number from 1 to ${MAX_SIDE}.`,
    );
  return renderScene(checked(scene, 'The scene'), await loadAtlas(), size);
}

/**
 * A scene from a JSON file: the scene itself, or an object that has one under `scene`, as `whylight scene --json`
 * prints. @throws WhylightError ('bad-input') naming the field that is wrong
 */
export async function readSceneFile(file: string): Promise<Scene> {
  const text = await readTextFile(file, MOST_SCENE, 'the scene');
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new WhylightError('bad-input', `"${file}" is not JSON; give a scene as whylight scene prints it.`);
  }
  const scene = typeof json === 'object' && json !== null && 'scene' in json ? json.scene : json;
  return checked(scene, `"${file}"`);
}

function checked(json: unknown, name: string): Scene {
  try {
    return parseScene(json);
  } catch (error) {
    if (!(error instanceof SceneError)) throw error;
    throw new WhylightError('bad-input', `${name} is not a valid scene: ${error.message}`);
  }
}
