import { fromBase64Url, toBase64Url } from './base64url';
import { ByteReader } from './bytes';
import { oddState } from './check';
import { oneLine } from './bytes';
import { bytesOf } from './codec';
import { deflate, inflate } from './deflate';
import { LinkError, newerLink, unwritable } from './error';
import { EMPTY_LINK, linkState, LINK_VERSION, type LinkState } from './fields';
import { packedLink, withoutFront } from './mend';
import { readPlainLink } from './plain';
import { readVersion1 } from './version1';

/** Characters of a fragment; browsers take more, mail programs less. */
export const MAX_FRAGMENT = 64_000;
/** Bytes that a link unpacks to. */
const MAX_BYTES = 96_000;

/**
 * The fragment of a link, without `#`: `w`, the version, a dot, and the packed fields in base64url.
 * @throws LinkError when a text or list is too long for a link, or parts do not fit one another
 */
export function writeLink(state: LinkState): string {
  const odd = oddState(state);
  if (odd !== undefined) throw unwritable(odd);
  const bytes = bytesOf(linkState, inOneLine(state));
  if (bytes.length > MAX_BYTES)
    throw unwritable(`it has ${bytes.length} bytes, more than the allowed ${MAX_BYTES}`);
  const link = `w${LINK_VERSION}.${toBase64Url(deflate(bytes))}`;
  if (link.length > MAX_FRAGMENT)
    throw unwritable(`it has ${link.length} characters, more than the allowed ${MAX_FRAGMENT}`);
  return link;
}

/** Models read a tab or a new line in a question as a space, and so do links. */
function inOneLine(state: LinkState): LinkState {
  const { asked, result } = state;
  const prompt = result?.prompt === undefined ? {} : { prompt: oneLine(result.prompt) };
  return {
    ...state,
    asked: { ...asked, question: oneLine(asked.question) },
    result: result && { ...result, ...prompt },
  };
}

/**
 * Reads a link's fragment, with or without `#`, mending what programs do to addresses; undefined when there is none, or
 * none of Whylight's.
 * @throws LinkError, in a sentence for a person, for damaged, hostile and newer links
 */
export function readLink(fragment: string): LinkState | undefined {
  const body = withoutFront(fragment);
  if (body === '') return undefined;
  if (body.length > MAX_FRAGMENT)
    throw new LinkError(`it has ${body.length} characters, more than the allowed ${MAX_FRAGMENT}`);
  const packed = packedLink(body);
  if (!packed) return readPlainLink(body);
  const { version, data, suspicion } = packed;
  if (version > LINK_VERSION)
    throw newerLink(`link version ${version}, this one reads up to ${LINK_VERSION}`);
  if (version < 1) throw new LinkError(`there is no link version ${version}`);
  try {
    return readPacked(version, data);
  } catch (error) {
    throw error instanceof LinkError && suspicion ? suspicion : error;
  }
}

/** @throws LinkError */
function readPacked(version: number, data: string): LinkState {
  const bytes = new ByteReader(inflate(fromBase64Url(data), MAX_BYTES));
  const state = version === 1 ? readVersion1(bytes) : readVersion2(bytes);
  const odd = oddState(state);
  if (odd !== undefined) throw new LinkError(odd);
  return state;
}

/** @throws LinkError */
function readVersion2(bytes: ByteReader): LinkState {
  const state = linkState.read(bytes);
  if (!bytes.done) throw new LinkError('it goes on behind its end');
  return { ...EMPTY_LINK, ...state };
}
