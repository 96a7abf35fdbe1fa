/** Figures that hold on other machines too: ratios of what one run measured. */
import { medianOf, type Sample } from './results';

/** Times that are also given as multiples of one image encoding. */
const RELATIVE = ['answer', 'answerPerPrompt', 'explain', 'explainLast3', 'explainAll'];

/**
 * Adds times as multiples of the median encoding (`METRIC/encodeImage`), the network's rate while it encodes (`gflops`),
 * and that rate as a share of the best matrix product's (`gflops/matmulGflops`).
 * @param flop operations of the matrix products of one encoding
 */
export function withRatios(samples: readonly Sample[], flop: number): Sample[] {
  const of = (metric: string) => samples.find((sample) => sample.metric === metric)?.values ?? [];
  const encoding = medianOf(of('encodeImage'));
  const gflops = of('encodeNetwork').map((ms) => flop / ms / 1e6);
  const best = medianOf(of('matmulGflops'));
  const ratios = samples
    .filter(({ metric }) => RELATIVE.includes(metric))
    .map(({ metric, values }): Sample => ({
      metric: `${metric}/encodeImage`,
      values: values.map((ms) => ms / encoding),
      unit: 'E',
    }));
  if (gflops.length === 0) return [...samples, ...ratios];
  const share = gflops.map((rate) => (100 * rate) / best);
  return [
    ...samples,
    ...ratios,
    { metric: 'gflops', values: gflops, unit: 'GFLOP/s' },
    { metric: 'gflops/matmulGflops', values: share, unit: '%' },
  ];
}
