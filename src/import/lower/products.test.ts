import { describe } from 'vitest';
import { feed, positive, random, type Case } from '../testing/cases';
import { checkCases } from '../testing/checkCases';

describe('products', () => {
  const einsum = (equation: string, ...inputs: Case['inputs']): Case => ({
    op: 'Einsum',
    inputs,
    attributes: { equation },
  });
  checkCases([
    { op: 'MatMul', inputs: [random(2, 3), random(3, 4)] },
    { op: 'MatMul', inputs: [random(2, 1, 3, 4), random(5, 4, 2)] },
    { op: 'MatMul', inputs: [random(3), random(2, 3, 4)] },
    { op: 'MatMul', inputs: [random(2, 4, 3), random(3)] },
    { op: 'MatMul', inputs: [random(3), random(3)] },
    { op: 'Gemm', inputs: [random(2, 3), random(3, 4), random(4)] },
    {
      op: 'Gemm',
      inputs: [random(3, 2), random(4, 3), random(2, 1)],
      attributes: { transA: 1n, transB: 1n, alpha: 0.5, beta: 2 },
    },
    { op: 'Gemm', inputs: [random(2, 3), random(3, 4)] },
    {
      op: 'FusedMatMul',
      domain: 'com.microsoft',
      inputs: [random(2, 4, 3), random(2, 5, 4)],
      attributes: { transA: 1n, transB: 1n, alpha: 0.125 },
    },
    einsum('bhqd,bhkd->bhqk', random(2, 3, 4, 5), random(2, 3, 6, 5)),
    einsum('bqhd , bkhd -> bhqk', random(2, 4, 3, 5), random(2, 6, 3, 5)),
    einsum('ij,jk', random(2, 3), random(3, 4)),
    einsum('ij,kj->ki', random(2, 3), random(4, 3)),
    einsum('...ij,...jk->...ik', random(5, 2, 3, 4), random(1, 2, 4, 3)),
    einsum('...d,dk', random(2, 3, 4), random(4, 5)),
    einsum('ij...,j->i...', random(2, 3, 4), random(3)),
    einsum('bn,anm->abm', random(2, 3), random(4, 3, 5)),
    einsum('i,j->ij', random(2), random(3)),
    einsum('ij,ik->jk', random(2, 3), random(2, 4)),
    einsum('abc,cd->ad', random(2, 3, 4), random(4, 5)),
    einsum('ijk->kij', random(2, 3, 4)),
    einsum('ij->', random(2, 3)),
  ]);
});

describe('normalisations', () => {
  const vendor = (
    op: string,
    inputs: Case['inputs'],
    attributes: Case['attributes'] = {},
    outputs = 1,
  ): Case => ({
    op,
    domain: 'com.microsoft',
    inputs,
    attributes,
    outputs,
  });
  checkCases([
    { op: 'LayerNormalization', inputs: [random(2, 3, 4), random(4), random(4)] },
    { op: 'LayerNormalization', inputs: [random(2, 3, 4), random(4)], attributes: { epsilon: 0.01 } },
    {
      op: 'LayerNormalization',
      inputs: [random(2, 3, 4), random(3, 4), random(3, 4)],
      attributes: { axis: 1n },
    },
    { op: 'RMSNormalization', inputs: [random(2, 3, 4), random(4)], opset: 23 },
    { op: 'RMSNormalization', inputs: [random(2, 3, 4), random(3, 4)], attributes: { axis: 1n }, opset: 23 },
    {
      op: 'SimplifiedLayerNormalization',
      inputs: [random(2, 3, 4), random(4)],
      attributes: { epsilon: 0.01 },
    },
    { op: 'BatchNormalization', inputs: [random(2, 3, 4), random(3), random(3), random(3), positive(3)] },
    { op: 'InstanceNormalization', inputs: [random(2, 3, 4, 5), random(3), random(3)] },
    {
      op: 'GroupNormalization',
      inputs: [random(2, 6, 4, 5), random(6), random(6)],
      attributes: { num_groups: 3n },
      opset: 21,
    },
    {
      op: 'GroupNormalization',
      inputs: [random(2, 6, 4), random(3), random(3)],
      attributes: { num_groups: 3n },
      opset: 18,
    },
    { op: 'LpNormalization', inputs: [random(2, 3, 4)], attributes: { axis: 1n } },
    { op: 'LpNormalization', inputs: [random(2, 3, 4)], attributes: { p: 1n } },
    { op: 'MeanVarianceNormalization', inputs: [random(2, 3, 4, 5)] },
    vendor('SkipLayerNormalization', [random(2, 3, 8), random(2, 3, 8), random(8), random(8), random(8)]),
    vendor('SkipLayerNormalization', [random(2, 3, 8), random(1, 3, 8), random(8)], { epsilon: 0.01 }),
    vendor('SkipSimplifiedLayerNormalization', [random(2, 3, 8), random(2, 3, 8), random(8), random(8)]),
  ]);
});

describe('convolutions and windows', () => {
  const pool = (op: string, attributes: Case['attributes'], x = random(2, 3, 7, 8)): Case => ({
    op,
    inputs: [x],
    attributes: { kernel_shape: [3n, 2n], ...attributes },
  });
  checkCases([
    { op: 'Conv', inputs: [random(2, 3, 7, 8), random(4, 3, 3, 2), random(4)] },
    {
      op: 'Conv',
      inputs: [random(2, 4, 7, 8), random(6, 2, 3, 3)],
      attributes: { strides: [2n, 1n], pads: [1n, 0n, 2n, 1n], dilations: [1n, 2n], group: 2n },
    },
    ...['SAME_UPPER', 'SAME_LOWER', 'VALID'].map((auto_pad): Case => ({
      op: 'Conv',
      inputs: [random(1, 2, 7, 8), random(3, 2, 3, 2)],
      attributes: { auto_pad, strides: [2n, 2n] },
    })),
    { op: 'Conv', inputs: [random(2, 3, 9), random(4, 3, 3)], attributes: { pads: [1n, 1n] } },
    { op: 'Conv', inputs: [random(1, 2, 4, 5, 6), random(3, 2, 2, 3, 2)] },
    { op: 'ConvTranspose', inputs: [random(2, 3, 4, 5), random(3, 2, 3, 3), random(2)] },
    {
      op: 'ConvTranspose',
      inputs: [random(1, 4, 4, 5), random(4, 3, 3, 3)],
      attributes: { strides: [2n, 3n], pads: [1n, 0n, 0n, 1n], output_padding: [1n, 1n], group: 2n },
    },
    { op: 'GlobalAveragePool', inputs: [random(2, 3, 4, 5)] },
    { op: 'GlobalMaxPool', inputs: [random(2, 3, 4, 5)] },
    ...['MaxPool', 'AveragePool'].flatMap((op) => [
      pool(op, {}),
      pool(op, { strides: [2n, 2n], pads: [1n, 0n, 1n, 1n] }),
      pool(op, { strides: [2n, 3n], ceil_mode: 1n }),
      pool(op, { auto_pad: 'SAME_UPPER', strides: [2n, 2n] }),
    ]),
    pool('AveragePool', { pads: [1n, 1n, 1n, 1n], count_include_pad: 1n }),
    pool('MaxPool', { dilations: [2n, 2n] }),
  ]);
});

describe('pictures made larger or smaller', () => {
  const resize = (
    attributes: Case['attributes'],
    x: Case['inputs'][number],
    sizes: readonly number[],
  ): Case => ({
    op: 'Resize',
    inputs: [x, undefined, undefined, feed('int64', [sizes.length], sizes)],
    stored: [3],
    attributes,
  });
  const scaled = (attributes: Case['attributes'], scales: readonly number[]): Case => ({
    op: 'Resize',
    inputs: [random(1, 2, 5, 4), undefined, feed('float32', [scales.length], scales)],
    stored: [2],
    attributes,
  });
  const modes = ['nearest', 'linear', 'cubic'];
  const coordinates = ['half_pixel', 'asymmetric', 'align_corners', 'pytorch_half_pixel'];
  checkCases([
    ...modes.flatMap((mode) =>
      coordinates.flatMap((coordinate_transformation_mode) => [
        resize({ mode, coordinate_transformation_mode }, random(1, 2, 5, 4), [1, 2, 8, 7]),
        resize({ mode, coordinate_transformation_mode }, random(1, 2, 5, 4), [1, 2, 3, 2]),
        scaled({ mode, coordinate_transformation_mode }, [1, 1, 1.7, 2.2]),
      ]),
    ),
    resize({ mode: 'linear', axes: [2n, 3n] }, random(1, 2, 5, 4), [8, 7]),
    resize({ mode: 'cubic', cubic_coeff_a: -0.5, exclude_outside: 1n }, random(1, 2, 5, 4), [1, 2, 9, 6]),
    ...['floor', 'ceil', 'round_prefer_ceil'].map((nearest_mode) =>
      resize({ mode: 'nearest', nearest_mode }, random(1, 2, 5, 4), [1, 2, 8, 7]),
    ),
    {
      op: 'Upsample',
      inputs: [random(1, 2, 3, 4), feed('float32', [4], [1, 1, 2, 3])],
      stored: [1],
      attributes: { mode: 'nearest' },
      opset: 9,
    },
    {
      op: 'Resize',
      inputs: [random(1, 2, 3, 4), feed('float32', [4], [1, 1, 2, 3])],
      stored: [1],
      attributes: { mode: 'linear' },
      opset: 10,
    },
  ]);
});
