/** Between the page's state and what a link says. */
import {
  askedOf,
  BACKENDS,
  resultOf,
  sameAsked,
  viewOf,
  type ExplanationDocument,
  type LinkImage,
  type LinkState,
  type View,
} from '../../src/ask';
import { remoteKey } from '../../workers/library/client';
import type { ModelInfo } from '../../workers/protocol';
import type { PageImage } from '../image/pageImage';
import { DEFAULT_METHODS, onPage, type PageAsked } from '../store/asked';
import type { ModelSource, PlaygroundState } from '../store/playground';

/** Names a model's source in links and comparisons; empty for the bundled one. */
export function sourceKey({ remote, files }: ModelSource): string {
  if (files) return 'files';
  return remote ? remoteKey(remote) : '';
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

const fingerprints = new WeakMap<Blob, Promise<string>>();

/** SHA-256 of a file's bytes, computed once. */
export function fingerprintOf(file: Blob): Promise<string> {
  let found = fingerprints.get(file);
  if (!found) {
    found = digestOf(file);
    fingerprints.set(file, found);
  }
  return found;
}

async function digestOf(file: Blob): Promise<string> {
  // Loaded with the first photograph: nothing else on the page needs it.
  const { sha256Hex } = await import('../../src/weights/digest');
  return sha256Hex(new Uint8Array(await file.arrayBuffer()));
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

/** A question about a picture on the page: two that are the same have the same explanation. */
export interface Subject {
  readonly imageKey: string | undefined;
  readonly asked: PageAsked;
}

export const isSubject = (
  { imageKey, asked }: Subject,
  state: Pick<PlaygroundState, 'image' | 'asked'>,
): boolean => imageKey === state.image?.key && sameAsked(asked, state.asked);

/** What a link or a file asks, on an image that is on the page. */
export const subjectOf = (asked: LinkState['asked'], image: PageImage | undefined): Subject => ({
  imageKey: image?.key,
  asked: onPage(asked),
});
