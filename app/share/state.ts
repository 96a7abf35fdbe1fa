/** Between the page's state and what a link says. */
import {
  BACKENDS,
  EMPTY_LINK,
  resultOf,
  type LinkImage,
  type LinkMethod,
  type LinkState,
} from '../../src/ask';
import type { ExplanationDocument } from '../../src/ask/document';
import { remoteKey } from '../../workers/library/client';
import type { ModelInfo } from '../../workers/protocol';
import { sha256Hex } from './digest';
import type { PageImage } from '../image/pageImage';
import {
  DEFAULT_PANELS,
  type ModelSource,
  type Panels,
  type PlaygroundState,
  type Target,
} from '../store/playground';
import type { ViewState } from '../store/view';

/** What identifies a question to the model: two that are the same have the same explanation. */
export interface Asked {
  readonly imageKey: string | undefined;
  readonly question: string;
  readonly target: Target;
  readonly panels: Panels;
  readonly startLayer: number | undefined;
  readonly candidates?: readonly string[] | undefined;
  readonly isCaption?: boolean;
}

type AskedState = Pick<PlaygroundState, 'image' | 'question' | 'target' | 'panels' | 'startLayer'> &
  Partial<Pick<PlaygroundState, 'candidates' | 'isCaption'>>;

/** Names a model's source in links and comparisons; empty for the bundled one. */
export function sourceKey({ remote, files }: ModelSource): string {
  if (files) return 'files';
  return remote ? remoteKey(remote) : '';
}

export function askedOf(state: AskedState): Asked {
  const { image, question, target, panels, startLayer, candidates, isCaption = false } = state;
  return { imageKey: image?.key, question, target, panels, startLayer, candidates, isCaption };
}

export const isSame = (a: Asked, b: Asked): boolean =>
  a.imageKey === b.imageKey &&
  a.question === b.question &&
  a.target.answer === b.target.answer &&
  a.target.versus === b.target.versus &&
  a.startLayer === b.startLayer &&
  (a.isCaption ?? false) === (b.isCaption ?? false) &&
  JSON.stringify(a.candidates) === JSON.stringify(b.candidates) &&
  a.panels.every(({ id, importance }, i) => id === b.panels[i]!.id && importance === b.panels[i]!.importance);

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
    found = file.arrayBuffer().then((bytes) => sha256Hex(bytes));
    fingerprints.set(file, found);
  }
  return found;
}

/** Everything but the result. */
export function linkInputs(
  {
    info,
    question,
    target,
    panels,
    startLayer,
    candidates,
    isCaption = false,
    source,
  }: Omit<Asked, 'imageKey'> & Pick<PlaygroundState, 'info' | 'source'>,
  view: ViewState,
  image: LinkImage | undefined,
): LinkState {
  const { mode, smooth, opacity, contours, perMap, swipe } = view;
  const isDefault = JSON.stringify(panels) === JSON.stringify(DEFAULT_PANELS);
  return {
    ...EMPTY_LINK,
    model: info?.id ?? '',
    digest: info?.sha256.slice(0, 12) ?? '',
    image,
    question,
    answer: target.answer,
    versus: target.versus,
    panels: isDefault ? [] : (panels as readonly LinkMethod[]),
    startLayer,
    mode,
    smooth,
    opacity,
    contours,
    perMap,
    swipe: Math.round(swipe * 100) / 100,
    // Files of this device cannot be fetched by whoever opens the link; the model's digest tells them apart.
    source: source.files ? '' : sourceKey(source),
    candidates,
    caption: isCaption,
  };
}

/** A link's state with the explanation that its reader shall see and check. */
export function withResult(inputs: LinkState, document: ExplanationDocument, info: ModelInfo): LinkState {
  const backend = BACKENDS.find((id) => id === info.backend) ?? 'cpu';
  return { ...inputs, result: resultOf(document, backend, info.imageSize) };
}

/** What a link asks, on an image that is on the page. */
export function askedByLink(state: LinkState, imageKey: string | undefined): Asked {
  const { question, answer, versus, panels, startLayer, candidates, caption } = state;
  const [left, right] = panels.map(({ id, importance }) =>
    importance === undefined ? { id } : { id, importance },
  );
  return {
    imageKey,
    question,
    target: answer === undefined ? {} : versus === undefined ? { answer } : { answer, versus },
    panels: left && right ? [left, right] : DEFAULT_PANELS,
    startLayer,
    candidates,
    isCaption: caption,
  };
}
