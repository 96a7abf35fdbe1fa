/** What a link says of the page's state, and the link itself. */
import {
  askedOf,
  BACKENDS,
  resultOf,
  sameAsked,
  viewOf,
  writeLink,
  type ExplanationDocument,
  type LinkImage,
  type LinkState,
  type View,
} from '../../src/ask';
import { DEFAULT_METHODS } from '../../src/ask/defaults';
import type { ModelInfo } from '../../workers/protocol';
import type { PageImage } from '../image/pageImage';
import type { PlaygroundState } from '../store/playground';
import { fingerprintOf, sourceKey } from './subject';

/**
 * The fragment of what is on show, photographs by their fingerprint.
 * @param full with the explanation, where it answers what is asked
 * @throws LinkError when it does not fit a link
 */
export async function fragmentOf(state: PlaygroundState, view: View, full: boolean): Promise<string> {
  const inputs = linkInputs(state, view, await imageInLink(state.image));
  const { shown, info, phase, example } = state;
  const isCurrent = full && shown && info && phase === 'idle' && !example && shown.image === state.image;
  return writeLink(isCurrent ? withResult(inputs, shown.reply.document, info) : inputs);
}

/** How the image travels without its pixels leaving the page: sample, scene, or the fingerprint of a photograph. */
export async function imageInLink(image: PageImage | undefined): Promise<LinkImage | undefined> {
  if (!image) return undefined;
  if (image.sample !== undefined) return { kind: 'sample', id: image.sample };
  if (image.scene) return { kind: 'scene', scene: image.scene };
  if (image.jpeg) return { kind: 'jpeg', bytes: image.jpeg };
  if (image.file) return { kind: 'file', sha256: await fingerprintOf(image.file) };
  return undefined;
}

type Inputs = Pick<PlaygroundState, 'info' | 'asked' | 'source'>;

/** Everything but the result. */
export function linkInputs(
  { info, asked, source }: Inputs,
  view: View,
  image: LinkImage | undefined,
): LinkState {
  const isUsual = sameAsked(asked, { ...asked, methods: DEFAULT_METHODS });
  return {
    model: info?.id ?? '',
    digest: info?.sha256.slice(0, 12) ?? '',
    // Files of this device cannot be fetched by whoever opens the link; the model's digest tells them apart.
    source: source.files ? '' : sourceKey(source),
    image,
    asked: { ...askedOf(asked), ...(isUsual ? { methods: [] } : {}) },
    view: viewOf(view),
    result: undefined,
  };
}

/** A link's state with the explanation that its reader shall see and check. */
export function withResult(inputs: LinkState, document: ExplanationDocument, info: ModelInfo): LinkState {
  const backend = BACKENDS.find((id) => id === info.backend) ?? 'cpu';
  return { ...inputs, result: resultOf(document, backend, info.imageSize) };
}
