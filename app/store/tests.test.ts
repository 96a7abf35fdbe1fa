import { describe, expect, it } from 'vitest';
import type { PerturbReply } from '../../workers/protocol';
import { DEFAULT_METHODS } from '../../src/ask/defaults';
import type { MethodPair } from './asked';
import { createPlayground } from './playground';
import type { Shown } from './shown';
import { createTests, withPoint } from './tests';
import { createManualClient, shownOf } from './testing/manualClient';

const point = (fraction: number, extra: Partial<PerturbReply> = {}): PerturbReply => ({
  type: 'perturb',
  id: 0,
  modality: 'image',
  method: 'equal',
  direction: 'positive',
  fraction,
  score: 1 - fraction,
  answer: 'cat',
  ...extra,
});

const shownNow = (methods: MethodPair = DEFAULT_METHODS): Shown =>
  shownOf({ question: 'what', target: {}, methods });

function setUp() {
  const client = createManualClient();
  const playground = createPlayground({
    client,
    loadRequest: { modelUrl: '', runtimeUrl: '', backend: 'auto' },
  });
  const tests = createTests(client, playground);
  playground.setState({ shown: shownNow() });
  return { client, playground, tests };
}

describe('withPoint', () => {
  it('keeps points in order of the fraction and directions apart', () => {
    let curves = withPoint([], point(0.5));
    curves = withPoint(curves, point(0));
    curves = withPoint(curves, point(0.25, { direction: 'negative' }));
    expect(
      curves.map(({ direction, points }) => [direction, points.map(({ fraction }) => fraction)]),
    ).toEqual([
      ['positive', [0, 0.5]],
      ['negative', [0.25]],
    ]);
  });

  it('keeps two weighted maps apart by their importance', () => {
    const weighted = { method: 'weighted' } as const;
    let curves = withPoint([], point(0, { ...weighted, importance: 'norm' }));
    curves = withPoint(curves, point(0, { ...weighted, importance: 'mixing' }));
    expect(curves.map(({ importance }) => importance)).toEqual(['norm', 'mixing']);
  });

  it('replaces a point that comes again and keeps the area', () => {
    let curves = withPoint([], point(1, { auc: 0.4 }));
    curves = withPoint(curves, point(1, { score: 0.3 }));
    expect(curves).toHaveLength(1);
    expect(curves[0]).toMatchObject({ auc: 0.4, points: [{ fraction: 1, score: 0.3, answer: 'cat' }] });
  });
});

describe('a removal test', () => {
  it('collects points while it runs and is done at the end', async () => {
    const { client, tests } = setUp();
    const run = tests.getState().run();
    client.perturbs[0]!.point(point(0));
    expect(tests.getState().runs.image).toMatchObject({ phase: 'running' });
    expect(tests.getState().runs.image?.curves[0]?.points).toHaveLength(1);
    client.perturbs[0]!.end();
    await run;
    expect(tests.getState().runs.image?.phase).toBe('done');
  });

  it('gives way to a new question, and its points are dropped with the old explanation', () => {
    const { client, playground, tests } = setUp();
    void tests.getState().run();
    client.perturbs[0]!.point(point(0));
    playground.setState({ phase: 'waiting' });
    expect(client.perturbs[0]!.signal?.aborted).toBe(true);
    playground.setState({ phase: 'idle', shown: shownNow() });
    client.perturbs[0]!.point(point(0.5));
    expect(tests.getState().runs).toEqual({});
  });
});
