import { MethodError } from '../relevance/errors';
import { lastBlock, type Maps } from '../relevance/maps';
import type { Block, ReadOut } from '../relevance/types';

/**
 * Grad-ECLIP: H_i = relu(Σ_c w_c λ_i v_ic) over the tokens i of a tower's last block, with v_i their values, the channel
 * weights w = ∂y/∂o of the attention output o of the token that is read (CLS of the image, end token of the text), and
 * the loosened attention λ_i: the cosine of that token's query with key i, brought to 0 … 1 over the tokens by min–max.
 *
 * Zhao et al. 2024, Gradient-based Visual Explanation for Transformer-based CLIP (ICML); with words: Zhao et al. 2025
 * (arXiv 2502.18816). For images λ is scaled over the patches, for texts over all tokens, as in the authors' program.
 */
export function gradEclipMaps(blocks: readonly Block[], readOut: ReadOut): Maps {
  if (readOut.mode !== 'towers') {
    throw new MethodError(
      'Method grad-eclip explains the score of a two-tower CLIP; this model has a mapper.',
    );
  }
  const image = lastBlock(blocks, 'image', readOut);
  return { image: mapOf(image, 1), text: mapOf(lastBlock(blocks, 'text', readOut), 0) };
}

/** Tokens before `first` (the image's CLS) take no part and get 0. */
function mapOf({ kind, layer, eclip, cols }: Block, first: number): Float64Array {
  if (eclip === undefined) {
    throw new MethodError(
      `Method grad-eclip needs values and keys of block ${kind} ${layer}, which were not computed.`,
    );
  }
  const cosines = [...eclip.cosine].slice(first);
  const [low, high] = [Math.min(...cosines), Math.max(...cosines)];
  const map = new Float64Array(cols);
  for (let i = first; i < cols; i++) {
    // Equal cosines say nothing about the tokens: all count in full.
    const loosened = high > low ? (eclip.cosine[i]! - low) / (high - low) : 1;
    map[i] = Math.max(0, eclip.votes[i]! * loosened);
  }
  return map;
}
