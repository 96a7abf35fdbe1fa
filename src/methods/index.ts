/** Methods: one total table, what its entries have, and how they are computed. */
export { CITATIONS, toBibTeX, type Citation } from './citations';
export type { Cost, Evidence, Method, MethodOptions, MethodPage, Need, Variant } from './method';
export type { InputGradients, Probe, ProbedInputs, ProbedMaps, ProbeInputs, Shortened } from './probe';
export { METHODS, methodById, requireServes, serves, type MethodId } from './registry';
