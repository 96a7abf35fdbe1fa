/**
 * All that it takes to read a link or a file and to judge what it claims. Loaded with the first of them: what the page
 * needs of `src/ask` from its start it imports from single files there.
 */
export {
  askedOfDocument,
  compareExplanations,
  documentOf,
  knownPart,
  parseDocument,
  readLink,
} from '../../src/ask';
export { pageImageFrom, pageImageOfSource } from './images';
