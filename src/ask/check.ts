import { inconsistency } from './consistent';
import type { LinkResult, LinkState } from './fields';

/** What no single field of a link can see: how its parts do not fit one another, as the end of a sentence. */
export function oddState({ asked: { target, methods }, result }: LinkState): string | undefined {
  if (target.versus !== undefined && target.answer === undefined)
    return 'it names a rival but no answer to hold against it';
  if (methods.length === 1) return 'it names one method; a comparison has two';
  return result && (oddPicture(result) ?? oddResult(result) ?? inconsistency(result));
}

function oddResult({ methods, answers, target }: LinkResult): string | undefined {
  if (methods.length === 0) return 'it holds a result without maps';
  if (!answers.some(({ text }) => text === target.answer))
    return 'the answer that it explains is not among its answers';
  return undefined;
}

/** Patches are squares, and so are the pictures that a link's maps lie on. */
function oddPicture({ methods, imageSize, pixels }: LinkResult): string | undefined {
  if ((imageSize === undefined) !== (pixels === undefined))
    return 'half of what it says of its picture is missing';
  for (const { image } of methods) {
    if (!image) continue;
    const { rows, cols } = image;
    if (!imageSize) return 'its maps lie on no picture';
    if (rows !== cols || imageSize % rows !== 0)
      return `${rows} × ${cols} patches do not divide a picture of ${imageSize} pixels`;
  }
  return undefined;
}
