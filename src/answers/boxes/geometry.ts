/** Where boxes and their names lie on a picture, in shares of its width and height. */
import type { AnswerData } from '../answer';

/** Left, top, right, bottom. */
export type Box = AnswerData['boxes']['items'][number]['box'];

export interface Place {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

const inside = (share: number): number => Math.min(1, Math.max(0, share));

/** The part of a box that lies on the picture; models put corners beyond its edges. */
export function placeOf([left, top, right, bottom]: Box): Place {
  const [x, y] = [inside(left), inside(top)];
  return { left: x, top: y, width: Math.max(0, inside(right) - x), height: Math.max(0, inside(bottom) - y) };
}

/** Indices from the largest to the smallest: drawn in this order, a small box can be reached inside a large one. */
export function largestFirst(boxes: readonly Box[]): number[] {
  const area = (i: number) => {
    const { width, height } = placeOf(boxes[i]!);
    return width * height;
  };
  return boxes.map((_, i) => i).sort((a, b) => area(b) - area(a));
}

/** About the size of a name on a picture 400 pixels wide. */
const TAG = { width: 0.2, height: 0.08 };

/** How many lines each name is moved down, so that names of boxes that begin at nearly the same corner don't lie on each other. */
export function tagLines(boxes: readonly Box[]): number[] {
  const taken: { readonly x: number; readonly y: number }[] = [];
  return boxes.map((box) => {
    const { left, top } = placeOf(box);
    const isTaken = (y: number) =>
      // A little less than a line, as lines are sums that round.
      taken.some((tag) => Math.abs(tag.x - left) < TAG.width && Math.abs(tag.y - y) < 0.99 * TAG.height);
    let line = 0;
    while (isTaken(top + line * TAG.height)) line += 1;
    taken.push({ x: left, y: top + line * TAG.height });
    return line;
  });
}
