import { LinkError } from './error';
import type { LinkResult, LinkState } from './fields';

/** What no single field can see: that the parts of a link fit one another. @throws LinkError */
export function checkState(state: LinkState): LinkState {
  const { answer, versus, panels, result } = state;
  if (versus !== undefined && answer === undefined)
    throw new LinkError('it names a rival but no answer to hold against it');
  if (panels.length === 1) throw new LinkError('it names one method; a comparison has two');
  if (result) checkResult(result);
  return state;
}

function checkResult({ tokens, methods, answers, target, imageSize }: LinkResult): void {
  if (methods.length === 0) throw new LinkError('it holds a result without maps');
  const { rows, cols } = methods[0]!.image;
  if (imageSize === 0 || rows !== cols || imageSize % rows !== 0)
    throw new LinkError(`${rows} × ${cols} patches do not divide a picture of ${imageSize} pixels`);
  for (const { image, text } of methods) {
    if (image.rows !== rows || image.cols !== cols) throw new LinkError('its maps differ in size');
    if (text.values.length !== tokens.length) throw new LinkError('a map does not fit the words');
  }
  if (!answers.some(({ text }) => text === target.answer))
    throw new LinkError('the answer that it explains is not among its answers');
}
