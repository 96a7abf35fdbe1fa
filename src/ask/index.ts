/** What is asked and what comes out: one schema each, as links and as files, and how a claim is checked. */
export {
  ASKED,
  askedOf,
  checkedQuestion,
  MAX_ANSWER,
  MAX_QUESTION,
  parseAsked,
  sameAsked,
  type Asked,
  type AskedMethod,
  type Choices,
  type Target,
} from './asked';
export {
  DOCUMENT_SCHEMA,
  READING,
  type Answer,
  type ExplanationDocument,
  type ImageMap,
  type MethodResult,
  type StreamMap,
  type TextMap,
} from './document';
export { LinkError } from './error';
export {
  BACKENDS,
  EMPTY_LINK,
  LINK_VERSION,
  MAX_LINK_ANSWER,
  MAX_LINK_QUESTION,
  type LinkResult,
  type LinkState,
} from './fields';
export { MAX_DOCUMENT, parseDocument, type ExportedDocument } from './file';
export { knownPart } from './known';
export { MAX_JPEG, type LinkImage } from './image';
export { jpegSize } from './jpeg';
export { MAX_FRAGMENT, readLink, writeLink } from './link';
export { decodeLinkImage, encodeForLink, type CodedPhotograph, type ImageCodec } from './photograph';
export { askedOfDocument, documentOf, resultOf } from './result';
export { readSource, writeSource, type Source } from './source';
export { compareExplanations, type Claim, type Verdict } from './verify';
export { DEFAULT_VIEW, SEQUENTIAL_RAMPS, viewOf, type View } from './view';
export { tokenLabel, wordsOf, wordValues, type Word } from './words';
