/** Ids of all methods, as the command line, links and documents spell them. */
export type MethodId =
  | 'equal'
  | 'weighted'
  | 'convex'
  | 'layer-mean'
  | 'shuffled'
  | 'equal-no-normalisation'
  | 'equal-no-self'
  | 'raw'
  | 'rollout'
  | 'gradcam'
  | 'random'
  | 'centre'
  | 'occlusion'
  | 'inputxgradient'
  | 'integrated-gradients'
  | 'grad-eclip';
