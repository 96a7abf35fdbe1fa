/** A link that holds the photograph itself: coded, decoded, and explained anew on what everybody will decode. */
import { preprocess } from '../../src/image/preprocess';
import { opaque } from '../../src/image/pixels';
import { encodeForLink, writeLink } from '../../src/ask';
import type { ExplainClient } from '../../workers/client';
import { onWire } from '../store/asked';
import type { PlaygroundStore } from '../store/playground';
import type { ViewStore } from '../store/view';
import { linkCodec } from './codec';
import { linkInputs, withResult } from './writing';

export interface PhotographLink {
  readonly fragment: string;
  /** Side of the picture in the link, pixels, and its JPEG quality. */
  readonly side: number;
  readonly quality: number;
}

/**
 * Makes the link. What it claims is computed on the decoded picture, so that what is shared is what is verified.
 * @throws Error with a sentence for a person
 */
export async function makePhotographLink(
  client: ExplainClient,
  playground: PlaygroundStore,
  view: ViewStore,
): Promise<PhotographLink> {
  const state = playground.getState();
  const { info, image, asked } = state;
  if (!info || !image) throw new Error('The model is still loading; make the link when it is ready.');
  const seen = preprocess(image.pixelsFor(info.imageSize), info.preprocessing);
  const { bytes, pixels, quality } = await encodeForLink(opaque(seen), await linkCodec());
  const imageKey = `in-link:${image.key}`;
  try {
    await client.setImage(imageKey, pixels);
    const { document } = await client.explain({ imageKey, asked: onWire(asked).asked });
    const inputs = linkInputs(state, view.getState(), { kind: 'jpeg', bytes });
    return { fragment: writeLink(withResult(inputs, document, info)), side: pixels.width, quality };
  } finally {
    // Attention and curves are about the last explanation, which is to be the page's own.
    playground.getState().again();
  }
}
