export { findAnatomy, type FoundAnatomy, type FoundBlock, type FoundRead } from './find';
export { AnatomyError } from './refusal';
export type { Reason } from './candidates';
