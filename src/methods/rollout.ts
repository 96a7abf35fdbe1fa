import { toLayers, type Sizes } from '../relevance/layers';
import { lastBlock, type Maps } from '../relevance/maps';
import { timesPanel, transposedTimesPanel } from '../relevance/panel';
import type { Block, ReadOut, Stream } from '../relevance/types';

/**
 * Attention rollout: attention is followed through all layers as if heads were averaged and each residual connection
 * passed half.
 *
 * Abnar and Zuidema 2020 (arXiv 2005.00928): the rows of the mean-head A + I are normalised and the matrices multiplied
 * through. Across modalities as the reference of Chefer et al. 2021 does: R_ti = R_ttᵀ · A · R_ii with A of the last
 * text→image block and R_tt, R_ii of the blocks before it. Only the displayed rows are computed, by vectors.
 */
export function rolloutMaps(
  blocks: readonly Block[],
  sizes: Sizes,
  readOut: ReadOut,
  startLayer: number,
): Maps {
  const used = toLayers(blocks, sizes, startLayer).flatMap((layer) => layer.map(({ block }) => block));
  const unit = (stream: Stream, row: number) => new Float64Array(sizes[stream]).fill(1, row, row + 1);
  const text = rowThrough(used, 'text', unit('text', readOut.row));
  if (readOut.mode === 'towers') return { image: rowThrough(used, 'image', unit('image', 0)), text };
  const cross = lastBlock(used, 'image', readOut);
  const before = used.slice(0, used.indexOf(cross));
  const column = columnThrough(before, 'text', unit('text', readOut.row));
  const read = transposedTimesPanel(cross.attention, cross.rows, cross.cols, column, 1);
  return { image: rowThrough(before, 'image', read), text };
}

/** vᵀ R_ss: the last block's matrix stands leftmost in the product. */
function rowThrough(blocks: readonly Block[], stream: Stream, v: Float64Array): Float64Array {
  return selfBlocks(blocks, stream).reduceRight((row, { attention, rows }) => {
    const halved = row.map((value, n) => value / (rowSum(attention, rows, n) + 1));
    const through = transposedTimesPanel(attention, rows, rows, halved, 1);
    return through.map((value, n) => value + halved[n]!);
  }, v);
}

/** R_ss x. */
function columnThrough(blocks: readonly Block[], stream: Stream, x: Float64Array): Float64Array {
  return selfBlocks(blocks, stream).reduce((column, { attention, rows }) => {
    const through = timesPanel(attention, rows, rows, column, 1);
    return through.map((value, n) => (value + column[n]!) / (rowSum(attention, rows, n) + 1));
  }, x);
}

function selfBlocks(blocks: readonly Block[], stream: Stream): Block[] {
  return blocks.filter(({ query, key }) => query === stream && key === stream);
}

function rowSum(matrix: Block['attention'], cols: number, row: number): number {
  let sum = 0;
  for (let at = row * cols; at < (row + 1) * cols; at++) sum += matrix[at]!;
  return sum;
}
