import { fromBase64Url, toBase64Url } from './base64url';
import { ByteReader, ByteWriter } from './bytes';
import { deflate, inflate } from './deflate';
import { LinkError } from './error';
import { EMPTY_LINK, FIELDS, LINK_VERSION, type Field, type LinkState } from './fields';
import { checkState } from './check';
import { readPlainLink } from './plain';

/** Characters of a fragment; browsers take more, mail programs less. */
export const MAX_FRAGMENT = 64_000;
/** Bytes that a link unpacks to. */
const MAX_BYTES = 96_000;
const MAX_FIELDS = 64;

type Entry = [keyof LinkState, Field<unknown>];
const ENTRIES = Object.entries(FIELDS) as unknown as Entry[];

/**
 * The fragment of a link, without `#`: `w`, the version, a dot, and the packed fields in base64url.
 * @throws LinkError when a text or list is too long for a link
 */
export function writeLink(state: LinkState): string {
  const out = new ByteWriter();
  for (const [name, { number, codec, initial }] of ENTRIES) {
    const value = state[name];
    if (value === undefined || value === initial) continue;
    const body = new ByteWriter();
    codec.write(body, value);
    const bytes = body.finish();
    // An empty list is the default of a list.
    if (Array.isArray(value) && value.length === 0) continue;
    out.whole(number);
    out.bytes(bytes);
  }
  return `w${LINK_VERSION}.${toBase64Url(deflate(out.finish()))}`;
}

/**
 * Reads a link's fragment, with or without `#`; undefined when there is none, or none of Whylight's.
 * @throws LinkError, in a sentence for a person, for damaged, hostile and newer links
 */
export function readLink(fragment: string): LinkState | undefined {
  const body = fragment.replace(/^#/, '');
  if (body === '') return undefined;
  if (body.length > MAX_FRAGMENT)
    throw new LinkError(`it has ${body.length} characters, more than the allowed ${MAX_FRAGMENT}`);
  const packed = /^w(\d{1,6})\.(.*)$/s.exec(body);
  if (!packed) return readPlainLink(body);
  const version = Number(packed[1]);
  if (version > LINK_VERSION)
    throw new LinkError(
      '',
      `This link was made by a newer Whylight (link version ${version}, this one reads up to ${LINK_VERSION}): reload the page to get the newest version, then open the link again.`,
    );
  if (version < 1) throw new LinkError(`there is no link version ${version}`);
  return checkState(readFields(inflate(fromBase64Url(packed[2]!), MAX_BYTES)));
}

function readFields(bytes: Uint8Array): LinkState {
  const from = new ByteReader(bytes);
  const found = new Map<keyof LinkState, unknown>();
  while (!from.done) {
    const number = from.whole(MAX_FIELDS);
    const body = new ByteReader(from.bytes(MAX_BYTES));
    const entry = ENTRIES.find(([, field]) => field.number === number);
    if (!entry) throw new LinkError(`there is no field ${number}`);
    const [name, { codec }] = entry;
    if (found.has(name)) throw new LinkError(`field ${name} stands twice`);
    found.set(name, codec.read(body));
    if (!body.done) throw new LinkError(`field ${name} is too long`);
  }
  return { ...EMPTY_LINK, ...Object.fromEntries(found) };
}
