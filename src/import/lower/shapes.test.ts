import { describe } from 'vitest';
import { bools, feed, list, random, scalar, whole, type Case } from '../testing/cases';
import { checkCases } from '../testing/checkCases';

const with1 = (op: string, ...inputs: Case['inputs']): Case => ({
  op,
  inputs,
  stored: inputs.map((_, at) => at).slice(1),
});

describe('operators that move elements', () => {
  checkCases([
    with1('Reshape', random(2, 6), list(3, -1)),
    with1('Reshape', random(2, 3, 4), list(0, 12)),
    { ...with1('Reshape', random(2, 3), list(6, 1)), opset: 13 },
    { op: 'Flatten', inputs: [random(2, 3, 4)], attributes: { axis: 2n } },
    { op: 'Flatten', inputs: [random(2, 3, 4)], attributes: { axis: -1n } },
    { op: 'Flatten', inputs: [random(2, 3, 4)], attributes: { axis: 0n } },
    with1('Squeeze', random(1, 3, 1), list(0, -1)),
    { op: 'Squeeze', inputs: [random(1, 3, 1)] },
    { op: 'Squeeze', inputs: [random(1, 3, 1)], attributes: { axes: [2n] }, opset: 12 },
    with1('Unsqueeze', random(3, 4), list(0, -1)),
    { op: 'Unsqueeze', inputs: [random(3)], attributes: { axes: [0n, 2n] }, opset: 12 },
    { op: 'Transpose', inputs: [random(2, 3, 4)] },
    { op: 'Transpose', inputs: [random(2, 3, 4)], attributes: { perm: [1n, 2n, 0n] } },
    with1('Expand', random(3, 1), list(2, 1, 4)),
    with1('Expand', random(3, 4), list(1, 1)),
    with1('Tile', random(1, 3), list(2, 3)),
    { op: 'Concat', inputs: [random(2, 3), random(2, 1)], attributes: { axis: -1n } },
    { op: 'Concat', inputs: [feed('float32', [0, 3], []), random(2, 3)], attributes: { axis: 0n } },
    { ...with1('Split', random(2, 7), list(3, 4)), outputs: 2, attributes: { axis: 1n } },
    { op: 'Split', inputs: [random(7)], outputs: 3, attributes: { num_outputs: 3n } },
    { op: 'Split', inputs: [random(2, 6)], outputs: 2, attributes: { axis: 1n, split: [2n, 4n] }, opset: 11 },
    with1('Slice', random(5, 6), list(1, -4), list(4, -1)),
    with1('Slice', random(5, 6), list(-1), list(-100), list(1), list(-2)),
    with1('Slice', random(5, 6), list(0, 9), list(Number.MAX_SAFE_INTEGER, 1), list(0, 1), list(2, -1)),
    { op: 'Slice', inputs: [random(5, 6)], attributes: { starts: [1n], ends: [-1n], axes: [1n] }, opset: 9 },
    with1('Pad', random(2, 3), list(1, 0, 0, 2)),
    with1('Pad', random(2, 3), list(1, -1, 0, 2), scalar(1.5)),
    with1('Pad', random(2, 3), list(1, 2), scalar(-2), list(1)),
    ...['reflect', 'edge', 'wrap'].map((mode): Case => ({
      ...with1('Pad', random(2, 4), list(1, 2, 0, 3)),
      attributes: { mode },
      opset: 19,
      unfolded: true,
    })),
    { op: 'Pad', inputs: [random(2, 3)], attributes: { pads: [0n, 1n, 0n, 1n], value: 3 }, opset: 10 },
    { op: 'DepthToSpace', inputs: [random(1, 8, 2, 3)], attributes: { blocksize: 2n } },
    { op: 'DepthToSpace', inputs: [random(1, 8, 2, 3)], attributes: { blocksize: 2n, mode: 'CRD' } },
    { op: 'SpaceToDepth', inputs: [random(1, 2, 4, 6)], attributes: { blocksize: 2n } },
    ...[0n, 1n].flatMap((upper): Case[] => [
      { op: 'Trilu', inputs: [random(3, 4)], attributes: { upper } },
      { ...with1('Trilu', random(2, 3, 3), scalar(-1, 'int64')), attributes: { upper } },
    ]),
    { op: 'Identity', inputs: [random(2)] },
    { op: 'Cast', inputs: [feed('float32', [4], [1.7, -1.7, 0, 2])], attributes: { to: 7n } },
    { op: 'Cast', inputs: [feed('float32', [4], [1.7, -1.7, 0, 2])], attributes: { to: 9n } },
    { op: 'Cast', inputs: [whole('int64', [4], -3, 3)], attributes: { to: 1n } },
    { op: 'CastLike', inputs: [bools([4]), scalar(0)] },
    { op: 'Shape', inputs: [random(2, 3, 4)], attributes: { start: -2n } },
    { op: 'Size', inputs: [random(2, 3, 4)] },
  ]);
});

describe('operators that choose elements', () => {
  const indexed = (op: string, x = random(4, 5), indices = whole('int64', [2, 3], -4, 4)): Case => ({
    op,
    inputs: [x, indices],
  });
  checkCases([
    indexed('Gather'),
    { ...indexed('Gather', random(4, 5), list(2, 3)), stored: [1], attributes: { axis: 1n } },
    { ...indexed('Gather', random(4, 5), scalar(-1, 'int64')), stored: [1], attributes: { axis: 1n } },
    { ...indexed('Gather', random(4, 5), list(3, 0, 3)), stored: [1] },
    { ...indexed('GatherElements', random(4, 3), whole('int64', [4, 2], 0, 3)), attributes: { axis: 1n } },
    indexed('GatherND', random(4, 5, 3), feed('int64', [2, 2], [0, 1, 3, 4])),
    indexed('GatherND', random(4, 5), feed('int64', [3, 1], [2, 0, 3])),
    { op: 'ScatterND', inputs: [random(4, 5), feed('int64', [2, 1], [1, 3]), random(2, 5)] },
    {
      op: 'OneHot',
      inputs: [whole('int64', [3], -4, 4), scalar(4, 'int64'), feed('float32', [2], [0, 1])],
      stored: [1],
      opset: 11,
    },
    {
      op: 'OneHot',
      inputs: [whole('int64', [2, 3], 0, 4), scalar(4, 'int64'), feed('float32', [2], [0.5, 2])],
      stored: [1],
      attributes: { axis: 0n },
    },
  ]);
});

describe('operators that make numbers', () => {
  checkCases([
    {
      op: 'ConstantOfShape',
      inputs: [list(2, 3)],
      stored: [0],
      attributes: { value: feed('int64', [1], [7]) },
    },
    { op: 'ConstantOfShape', inputs: [list(2)], stored: [0] },
    {
      op: 'Range',
      inputs: [scalar(5, 'int64'), scalar(-2, 'int64'), scalar(-3, 'int64')],
      stored: [0, 1, 2],
    },
    { op: 'Range', inputs: [scalar(0), scalar(1), scalar(0.25)], stored: [0, 1, 2] },
    { op: 'NonZero', inputs: [bools([3, 4])], stored: [0] },
    { op: 'Constant', inputs: [], attributes: { value_ints: [1n, 2n] } },
    { op: 'Constant', inputs: [], attributes: { value_float: 1.5 } },
    { op: 'Constant', inputs: [], attributes: { value: random(2, 3) } },
    { op: 'ReduceProd', inputs: [list(2, 3, 4)], stored: [0] },
  ]);
});
