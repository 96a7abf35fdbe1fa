/** Methods: one total table, and what its entries have. */
export { CITATIONS, toBibTeX, type Citation } from './citations';
export type { MethodId } from './method-id';
export { METHODS, methodById } from './registry';
