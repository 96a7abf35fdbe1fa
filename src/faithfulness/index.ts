/** Perturbation curves, ground-truth scores and statistics on plain arrays: what the other folders call. */
export { auc, onGrid, type Curve } from './curve';
export { fineGrid, REFERENCE_GRID, removedCount, wordGrid } from './grid';
export { groundTruth, massScore } from './ground-truth';
export type { Direction } from './order';
export { planPerturbation, readPlan, type Faithfulness } from './perturbation';
export { clusterBootstrap, holm, signFlipTest } from './statistics';
export { keptTokens, wordRelevance, type Words } from './words';
