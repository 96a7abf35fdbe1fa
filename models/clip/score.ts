/** From embeddings to scores, and from an explained score back to the embeddings. */

/** A candidate answer as CLIP sees it: embeddings of its prompts, each of unit length. */
export type PromptEmbeddings = readonly Float32Array[];

/** How cosines become logits, scale · cosine + bias, and logits probabilities. */
export interface Scoring {
  /** `softmax`: one candidate is right. `sigmoid`: each is right or wrong by itself (Zhai et al. 2023, arXiv 2303.15343). */
  readonly kind: 'softmax' | 'sigmoid';
  /** exp(logit_scale) of the checkpoint. */
  readonly scale: number;
  /** Zero for a softmax, which would not see it. */
  readonly bias: number;
}

/** Scores of all candidates for one image. */
export interface Scores {
  /** s_k = scale · cos(image, mean of the candidate's prompt embeddings) + bias. */
  readonly logits: Float64Array;
  /** For each candidate the prompt that is nearest to the image: the one whose words are shown. */
  readonly winners: readonly number[];
}

/**
 * s_k = scale · i · t̂_k + bias with t̂_k the normalised mean of candidate k's normalised prompt embeddings (prompt ensembling,
 * Radford et al. 2021, arXiv 2103.00020, section 3.1.4).
 * @param image unit-length image embedding
 */
export function scoreCandidates(
  image: Float32Array,
  candidates: readonly PromptEmbeddings[],
  { scale, bias }: Pick<Scoring, 'scale' | 'bias'>,
): Scores {
  return {
    logits: Float64Array.from(
      candidates,
      (prompts) => scale * dot(image, meanDirection(prompts).direction) + bias,
    ),
    winners: candidates.map((prompts) => {
      const near = prompts.map((prompt) => dot(image, prompt));
      return near.indexOf(Math.max(...near));
    }),
  };
}

/**
 * The vector c of y = c · s. Alone: y = s_k − logsumexp over the other candidates, the log-odds of k, whose gradient is
 * e_k − softmax over the others; it is held constant. A sigmoid's log-odds are s_k itself. With a rival: e_k − e_rival.
 */
export function candidateTarget(
  logits: ArrayLike<number>,
  answer: number,
  rival?: number,
  kind: Scoring['kind'] = 'softmax',
): Float64Array {
  const c = new Float64Array(logits.length);
  if (rival !== undefined) c[rival] = -1;
  else if (kind === 'softmax') {
    const others = Array.from(logits, (_, k) => k).filter((k) => k !== answer);
    const largest = Math.max(...others.map((k) => logits[k]!));
    const total = others.reduce((sum, k) => sum + Math.exp(logits[k]! - largest), 0);
    for (const k of others) c[k] = -Math.exp(logits[k]! - largest) / total;
  }
  c[answer] = 1;
  return c;
}

/** ∂y/∂image embedding of y = c · s, [projection_dim]. */
export function imageCotangent(
  candidates: readonly PromptEmbeddings[],
  c: Float64Array,
  scale: number,
): Float32Array {
  const sum = new Float64Array(candidates[0]![0]!.length);
  candidates.forEach((prompts, k) => {
    if (c[k] === 0) return;
    const { direction } = meanDirection(prompts);
    direction.forEach((value, i) => (sum[i]! += scale * c[k]! * value));
  });
  return Float32Array.from(sum);
}

/**
 * ∂y/∂e of one prompt embedding e of a candidate with weight `weight` in y, the candidate's other prompts held constant:
 * weight · scale · (i − t̂ (t̂ · i)) / (‖t‖ M), with t the mean of the candidate's M prompts and t̂ its direction.
 */
export function promptCotangent(
  image: Float32Array,
  prompts: PromptEmbeddings,
  weight: number,
  scale: number,
): Float32Array {
  const { direction, length } = meanDirection(prompts);
  const along = dot(image, direction);
  const factor = (weight * scale) / (length * prompts.length);
  return Float32Array.from(image, (value, i) => factor * (value - along * direction[i]!));
}

/** Candidates as they were scored for one image, and the one whose prompt is shortened. */
export interface ScoredPrompts {
  readonly embeddings: readonly PromptEmbeddings[];
  readonly scores: Scores;
  readonly answer: number;
  readonly scoring: Pick<Scoring, 'scale' | 'bias'>;
}

/**
 * Logits [runs, candidates] with the images' embeddings and those of the explained prompt given anew; one of either goes
 * with all runs.
 */
export function shortenedScores(
  { embeddings, scores, answer, scoring }: ScoredPrompts,
  seen: readonly Float32Array[],
  read: readonly Float32Array[],
  runs: number,
): Float32Array {
  const prompt = scores.winners[answer]!;
  const rows = Array.from({ length: runs }, (_, n) => {
    const changed = embeddings.map((prompts, k) =>
      k === answer ? prompts.map((known, m) => (m === prompt ? read[n % read.length]! : known)) : prompts,
    );
    return [...scoreCandidates(seen[n % seen.length]!, changed, scoring).logits];
  });
  return Float32Array.from(rows.flat());
}

function meanDirection(prompts: PromptEmbeddings): { direction: Float64Array; length: number } {
  const mean = new Float64Array(prompts[0]!.length);
  for (const prompt of prompts) prompt.forEach((value, i) => (mean[i]! += value / prompts.length));
  const length = Math.hypot(...mean);
  return { direction: mean.map((value) => value / length), length };
}

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
