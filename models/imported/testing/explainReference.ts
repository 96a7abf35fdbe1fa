/** One described model, imported, run and explained at the element that its reference names. */
import type * as OrtNode from 'onnxruntime-node';
import { TensorPool } from '../../../src/engine/program';
import type { Ort } from '../../../src/engine/runtime';
import { readOnnx } from '../../../src/import';
import type { Feed } from '../../../src/import/testing/numbers';
import { feedsOf } from '../../../src/import/testing/references';
import type { Reference } from '../../../src/import/testing/references';
import { Foreign, type ForeignFeed } from '../foreign';
import { importSource } from '../source';
import { describedFamily } from './described';

export async function explainReference(reference: Reference, ort: typeof OrtNode) {
  const { target } = describedFamily(reference.name);
  const shapes: Record<string, readonly number[]> = {};
  const feeds: Record<string, ForeignFeed> = {};
  const sources = reference.files.map(({ bytes, feeds: described }, n) => {
    const prefix = reference.files.length > 1 ? `${n}:` : '';
    const reads: Record<string, string> = {};
    const own = Object.entries(described).filter(([name, source]) => {
      const isRead = typeof source === 'string' && source.startsWith('previous:');
      if (isRead) reads[name] = source.slice('previous:'.length);
      return !isRead;
    });
    for (const [name, feed] of Object.entries(
      feedsOf(Object.fromEntries(own), reference.inputs, new Map()),
    )) {
      shapes[`${prefix}${name}`] = feed.shape;
      feeds[`${prefix}${name}`] = asFeed(feed);
    }
    return { model: readOnnx(bytes), location: `model${n}.onnx`, bytes, prefix, reads };
  });
  const runtime = { ort: ort as unknown as Ort, backend: { provider: 'cpu' as const, threads: 1 } };
  const options = { target: target.output, groups: [{ name: 'all', inputs: Object.keys(shapes) }] };
  const run = async (detail: 'reduced' | 'full') => {
    const foreign = Foreign.plan(
      runtime,
      importSource(sources, { shapes, unmasked: reference.label.startsWith('genai') }),
      { ...options, detail },
    );
    const pool = new TensorPool();
    await foreign.run(0, pool, feeds);
    const { targetShape } = foreign.plan;
    const cotangent = new Float32Array(targetShape.reduce((product, size) => product * size, 1));
    cotangent[target.index.reduce((at, index, axis) => at * targetShape[axis]! + index, 0)] = 1;
    await foreign.explain(pool, cotangent);
    await foreign.dispose();
    return { foreign, pool };
  };
  const { foreign, pool } = await run('reduced');
  const full = await run('full');
  const floats = (name: string) => full.pool.get(name)!.data as Float32Array;
  return {
    foreign,
    pool,
    readOuts: foreign.readOuts(pool),
    full: { heads: (n: number) => floats(`${n}.heads`), gradient: (n: number) => floats(`${n}.gradient`) },
  };
}

const asFeed = ({ dtype, shape, data }: Feed): ForeignFeed => ({
  dtype: dtype === 'int64' || dtype === 'int32' || dtype === 'bool' ? dtype : 'float32',
  shape,
  data,
});
