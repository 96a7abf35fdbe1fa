/** What can be done to a scene: pure functions from scene to scene that stay within what the format allows. */
import { BACKGROUNDS, classOf, MAX_STICKERS, type BackgroundKind, type Colour } from '../../src/scene';
import type { Scene, Sticker } from '../../src/scene';

/** Sizes that a person may choose: smaller could not be told apart by a model, larger would hide the scene. */
export const SMALLEST = 0.06;
export const LARGEST = 0.7;
/** Size of a sticker that is put in. */
const NEW_SIZE = 0.24;

const clamp = (value: number, low: number, high: number): number => Math.min(Math.max(value, low), high);
/** Three decimals, as scenes are written. */
const tidy = (value: number): number => Math.round(value * 1000) / 1000;

/** Whole degrees in −180…180. */
export const degrees = (angle: number): number => {
  const whole = Math.round(angle) % 360;
  if (whole > 180) return whole - 360;
  return whole < -180 ? whole + 360 : whole + 0;
};

function change(scene: Scene, index: number, part: Partial<Sticker>): Scene {
  if (!scene.stickers[index]) throw new RangeError(`The scene has no sticker ${index}.`);
  const stickers = scene.stickers.map((sticker, i) => (i === index ? { ...sticker, ...part } : sticker));
  return { ...scene, stickers };
}

/** Moves by shares of the picture's side; the centre stays inside. */
export function moveBy(scene: Scene, index: number, dx: number, dy: number): Scene {
  const { x, y } = scene.stickers[index]!;
  return change(scene, index, { x: tidy(clamp(x + dx, 0, 1)), y: tidy(clamp(y + dy, 0, 1)) });
}

export const resizeTo = (scene: Scene, index: number, size: number): Scene =>
  change(scene, index, { size: tidy(clamp(size, SMALLEST, LARGEST)) });

export const rotateTo = (scene: Scene, index: number, rotation: number): Scene =>
  change(scene, index, { rotation: degrees(rotation) });

export const flip = (scene: Scene, index: number): Scene =>
  change(scene, index, { flip: !scene.stickers[index]!.flip });

export const recolour = (scene: Scene, index: number, colour: Colour): Scene =>
  change(scene, index, { colour });

export function remove(scene: Scene, index: number): Scene {
  return { ...scene, stickers: scene.stickers.filter((_, i) => i !== index) };
}

export const isFull = ({ stickers }: Scene): boolean => stickers.length >= MAX_STICKERS;

/** Puts a sticker on top of all others, where there is most room; a full scene stays as it is. */
export function add(scene: Scene, kind: string): Scene {
  if (isFull(scene)) return scene;
  const [colour] = classOf(kind).colours;
  const { x, y } = emptiest(scene.stickers);
  const sticker: Sticker = {
    kind,
    ...(colour === undefined ? {} : { colour }),
    x,
    y,
    size: NEW_SIZE,
    rotation: 0,
    flip: false,
    brightness: 1,
  };
  return { ...scene, stickers: [...scene.stickers, sticker] };
}

/** The place on a coarse grid that is furthest from every sticker's rim. */
function emptiest(stickers: readonly Sticker[]): { x: number; y: number } {
  const steps = [0.15, 0.325, 0.5, 0.675, 0.85];
  const places = steps.flatMap((y) => steps.map((x) => ({ x, y })));
  const room = ({ x, y }: { x: number; y: number }) =>
    Math.min(1, ...stickers.map((other) => Math.hypot(other.x - x, other.y - y) - other.size / 2));
  return places.reduce((best, place) => (room(place) > room(best) + 1e-9 ? place : best));
}

/** Moves a sticker `by` places up (positive) or down in the pile; returns the scene and its new index. */
export function reorder(scene: Scene, index: number, by: number): { scene: Scene; index: number } {
  const to = clamp(index + by, 0, scene.stickers.length - 1);
  const stickers = scene.stickers.filter((_, i) => i !== index);
  stickers.splice(to, 0, scene.stickers[index]!);
  return { scene: { ...scene, stickers }, index: to };
}

export const withBackground = (scene: Scene, kind: BackgroundKind): Scene => ({
  ...scene,
  background: { ...scene.background, kind },
});

export const backgrounds: readonly BackgroundKind[] = BACKGROUNDS;

/** “red apple”, “dog” */
export const stickerText = ({ kind, colour }: Pick<Sticker, 'kind' | 'colour'>): string =>
  colour === undefined ? kind : `${colour} ${kind}`;
