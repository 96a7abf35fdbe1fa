/** Perturbation curves, ground-truth scores and statistics on plain arrays: what the other folders call. */
export { patchCoverage } from './coverage';
export { auc, meanCurve, onGrid, type Curve } from './curve';
export { fineGrid, REFERENCE_GRID, removedCount, wordGrid } from './grid';
export {
  groundTruth,
  massScore,
  pointingScore,
  rankScore,
  type GroundTruth,
  type TruthScores,
} from './ground-truth';
export { keptUnits, removalOrder, tieBreak, type Direction } from './order';
export {
  perturb,
  planPerturbation,
  RANDOM_PERMUTATIONS,
  readPlan,
  type Faithfulness,
  type Plan,
  type PlanRequest,
} from './perturbation';
export {
  clusterBootstrap,
  holm,
  quantile,
  signFlipTest,
  type BootstrapOptions,
  type Estimate,
} from './statistics';
export { groupWords, keptTokens, wordRelevance, type Words } from './words';
