import { blockName, lengthOf, type Stream } from '../anatomy';
import { MethodError } from '../relevance/errors';
import { CITATIONS } from './citations';
import { mapsOfLastBlocks, type LastBlock } from './last-block';
import { method } from './method';

/** Tokens that take part: the patches where there are any, else all. */
function taking(stream: Stream): readonly [from: number, to: number] {
  const patches = stream.parts.find(({ kind }) => kind === 'patches');
  return patches ? [patches.from, patches.to] : [0, lengthOf(stream)];
}

function mapOf({ block }: LastBlock, stream: Stream): Float64Array {
  const { eclip, cols } = block;
  if (eclip === undefined)
    throw new MethodError(
      `Method grad-eclip needs values and keys of block ${blockName(block)}, which were not computed.`,
    );
  const [from, to] = taking(stream);
  const cosines = [...eclip.cosine].slice(from, to);
  const [low, high] = [Math.min(...cosines), Math.max(...cosines)];
  const map = new Float64Array(cols);
  for (let i = from; i < to; i++) {
    // Equal cosines say nothing about the tokens: all count in full.
    const loosened = high > low ? (eclip.cosine[i]! - low) / (high - low) : 1;
    map[i] = Math.max(0, eclip.votes[i]! * loosened);
  }
  return map;
}

/**
 * Grad-ECLIP: H_i = relu(Σ_c w_c λ_i v_ic) over the tokens i of a tower's last block, with v_i their values, the channel
 * weights w = ∂y/∂o of the attention output o of the token that is read (class token of the image, end token of the
 * text), and the loosened attention λ_i: the cosine of that token's query with key i, brought to 0 … 1 over the tokens by
 * min–max.
 *
 * Zhao et al. 2024, Gradient-based Visual Explanation for Transformer-based CLIP (ICML); with words: Zhao et al. 2025
 * (arXiv 2502.18816). For images λ is scaled over the patches, for texts over all tokens, as in the authors' program.
 */
export const gradEclip = method({
  id: 'grad-eclip',
  link: 15,
  title: 'Grad-ECLIP',
  sentence:
    'Values of the last layer weighted by the gradient of their channels and by a softened attention; made for CLIP scores.',
  citation: CITATIONS.zhao2024gradeclip,
  cost: 'one-backward',
  needs: ['last-block-values'],
  usesStartLayer: false,
  seeded: false,
  page: {
    group: 'Baselines',
    place: 2,
    help: 'Weighs the values of the last block by the gradient of their channels and a softened attention. It is made for CLIP’s scores.',
  },
  compute: { kind: 'evidence', maps: (evidence) => mapsOfLastBlocks(evidence, mapOf) },
});
