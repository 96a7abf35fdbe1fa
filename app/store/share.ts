/** What a link says about the page; photographs stay on the machine, so only bundled scenes travel. */
import type { PageImage } from '../image/pageImage';
import type { Target } from './playground';

export interface Shared {
  readonly scene?: string;
  readonly question?: string;
  readonly answer?: string;
  readonly versus?: string;
}

interface Shareable {
  readonly image: PageImage | undefined;
  readonly question: string;
  readonly target: Target;
}

/** The address of the page with the state in its fragment, which never reaches a server. */
export function shareUrl(href: string, { image, question, target }: Shareable): string {
  const fields = new URLSearchParams();
  if (image?.sample !== undefined) fields.set('scene', image.sample);
  if (question) fields.set('q', question);
  if (target.answer !== undefined) fields.set('answer', target.answer);
  if (target.versus !== undefined) fields.set('versus', target.versus);
  const url = new URL(href);
  url.hash = fields.toString();
  return url.href;
}

/** Reads what `shareUrl` wrote; unknown fields are ignored. */
export function readShared(hash: string): Shared {
  const fields = new URLSearchParams(hash.replace(/^#/, ''));
  const pick = (name: string, as: keyof Shared) => (fields.has(name) ? { [as]: fields.get(name)! } : {});
  return {
    ...pick('scene', 'scene'),
    ...pick('q', 'question'),
    ...pick('answer', 'answer'),
    ...pick('versus', 'versus'),
  };
}

/** The target of a link; a rival without an answer means nothing and is left out. */
export function targetOf({ answer, versus }: Shared): Target {
  if (answer === undefined) return {};
  return versus === undefined ? { answer } : { answer, versus };
}
