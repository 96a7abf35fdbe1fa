/** The link of an explanation: what it asks, and what was found. Loaded when somebody wants one. */
import {
  askedOfDocument,
  DEFAULT_VIEW,
  resultOf,
  writeLink,
  type ExplanationDocument,
  type LinkImage,
  type View,
} from '../ask';
import type { BackendOptions } from './runtime';

export interface LinkOptions {
  /** How the picture travels: a sample, a scene, a fingerprint, or coded; without it the reader has to bring it. */
  readonly image?: LinkImage | undefined;
  /** Where the model is fetched from; left out for one that comes with the page. */
  readonly source?: string | undefined;
  readonly view?: View | undefined;
}

/** Methods that a link shows side by side. */
const SIDE_BY_SIDE = 2;

/**
 * The fragment of a link to an explanation, without `#`. A page shows two methods: the first two, or one beside itself.
 * @throws LinkError for what is too long for a link
 */
export function linkOf(
  document: ExplanationDocument,
  backend: BackendOptions['provider'],
  imageSize: number,
  { image, source = '', view = DEFAULT_VIEW }: LinkOptions,
): string {
  const methods = document.methods.slice(0, SIDE_BY_SIDE);
  const asked = askedOfDocument({ ...document, methods });
  const [first, second = first!] = asked.methods;
  return writeLink({
    model: document.model.id,
    digest: document.model.sha256.slice(0, 12),
    source,
    image,
    asked: { ...asked, methods: [first!, second] },
    view,
    result: resultOf({ ...document, methods }, backend, imageSize),
  });
}
