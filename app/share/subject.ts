/** What is asked about which picture of which model: what links and files are compared by. */
import { sameAsked } from '../../src/ask/asked';
import type { Asked } from '../../src/ask';
import { remoteKey } from '../../workers/library/client';
import type { PageImage } from '../image/pageImage';
import { onPage, type PageAsked } from '../store/asked';
import type { ModelSource, PlaygroundState } from '../store/playground';

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
export const subjectOf = (asked: Asked, image: PageImage | undefined): Subject => ({
  imageKey: image?.key,
  asked: onPage(asked),
});

/** Names a model's source in links and comparisons; empty for the bundled one. */
export function sourceKey({ remote, files }: ModelSource): string {
  if (files) return 'files';
  return remote ? remoteKey(remote) : '';
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
