/** Links as they arrive: with the marks of the sentence they stood in, and what chat and mail programs do to addresses. */
import { LinkError } from './error';

/** White space, and marks that programs put into long words so that they break there, percent-encoded or not. */
const BREAKS = /[\s\u00ad\u200b-\u200d\u2060\ufeff]|%(?:0[9aAdD]|20|[cC]2%[aA][dD]|[eE]2%80%8[bBcCdD])/g;

/** What closes the sentence or bracket that a link stood in, and what programs hang behind it: none of it is in a link. */
const BEHIND = /(?:[)>\]}"<?&].*|(?:[.,;:!'*~|»“”’…]|%[0-9a-fA-F]{2})+)$/s;

/** What addresses gain in front of what stands behind their `#`: a second one, a slash, the `!` of old web pages. */
const BEFORE = /^(?:[\s#/!\u200b\ufeff]|%23)+/;

/** A link's version and its data, as they were written. */
export interface Packed {
  readonly version: number;
  readonly data: string;
  /** Why the data may not be what was written, though nothing shows in which place. */
  readonly suspicion?: LinkError;
}

/** A fragment without what came before it. */
export const withoutFront = (fragment: string): string => fragment.replace(BEFORE, '');

/**
 * Version and data of a fragment, mended where it is plain what was meant; undefined for what is no packed link.
 * @throws LinkError for one whose beginning or data is missing
 */
export function packedLink(body: string): Packed | undefined {
  const found = /^[wW](\d{1,6})(?:\.|%(?:25)?2[eE])(.*)$/s.exec(body);
  if (!found) {
    if (/^w\d{1,6}[^=\w]*$/i.test(body)) throw new LinkError('it ends too early');
    if (/^[\w-]{60,}$/.test(body)) throw new LinkError('its beginning is missing');
    return undefined;
  }
  const data = found[2]!
    .replace(/%25/g, '%')
    .replace(/%2[dD]/g, '-')
    .replace(/%5[fF]/g, '_')
    .replace(BREAKS, '')
    .replace(BEHIND, '');
  return { version: Number(found[1]), data, ...(isOneCase(data) ? { suspicion: oneCase() } : {}) };
}

/** Data of some length has letters of both cases; by chance it has not once in many millions. */
const isOneCase = (data: string): boolean => data.length > 30 && !(/[a-z]/.test(data) && /[A-Z]/.test(data));

const oneCase = (): LinkError =>
  new LinkError(
    '',
    'This link cannot be read: a program has changed its capital and small letters, which are not the same in a link. Copy the link again from where it was made.',
  );

/** Part of a link that a person may have written, without what stood behind it. */
export function withoutEnd(text: string, name: 'scene' | 'answer' | 'question'): string {
  if (name === 'scene') return text.replace(/[^\w-]+$/, '');
  const marks = name === 'question' ? /[>"]+$/ : /[>".,;!]+$/;
  const trimmed = text.replace(marks, '').trimEnd();
  // A bracket that nothing opened is that of the sentence around the link.
  return trimmed.endsWith(')') && !trimmed.includes('(') ? withoutEnd(trimmed.slice(0, -1), name) : trimmed;
}
