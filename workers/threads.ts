import type { Ort } from '../src/engine/runtime';
import { GraphBuilder } from '../src/onnx/builder';
import { lower } from '../src/onnx/lower';
import { encodeModel } from '../src/onnx/proto/codec';

/** A product large enough for the runtime to share it out among its threads. */
const SIDE = 128;

/**
 * Starts the runtime's threads, by the first thing that is computed on them. It takes milliseconds; where it takes
 * seconds, a thread never began (seen in Firefox on a busy machine) and never will, and whoever waits had better not.
 */
export async function startThreads(ort: Ort): Promise<void> {
  const g = new GraphBuilder();
  const x = g.input('x', 'float32', [SIDE, SIDE]);
  const session = await ort.InferenceSession.create(
    encodeModel(lower(g.graph('threads', { y: g.matmul(x, x) }))),
    { executionProviders: ['wasm'] },
  );
  await session.run({ x: new ort.Tensor('float32', new Float32Array(SIDE * SIDE), [SIDE, SIDE]) });
  await session.release();
}
