/** Links: what they hold, how they are written and read, and how their claim is checked. */
export { LinkError } from './error';
export { BACKENDS, EMPTY_LINK, FIELDS, LINK_VERSION, MAX_QUESTION } from './fields';
export type { LinkMethod, LinkResult, LinkState } from './fields';
export { MAX_JPEG } from './image';
export type { LinkImage } from './image';
export { jpegSize } from './jpeg';
export { MAX_FRAGMENT, readLink, writeLink } from './link';
export { documentOf, resultOf } from './result';
export { compareExplanations } from './verify';
export type { Claim, Verdict } from './verify';
export { parseDocument, readSource, writeSource } from './source';
export type { ExportedDocument, Source } from './source';
export { decodeLinkImage, encodeForLink } from './photograph';
export type { CodedPhotograph, ImageCodec } from './photograph';
