import { allCases } from '../src/grad/cases/program';
import { GraphBuilder } from '../src/onnx/builder';
import { lower } from '../src/onnx/lower';
import { encodeModel } from '../src/onnx/proto/codec';
import type { Ort } from '../src/engine/runtime';

/** Largest difference, relative to the largest value of an output, that two backends' arithmetic explains. */
const TOLERANCE = 1e-3;

/** Size of the timed product chain: what one block of a small network costs. */
const TOKENS = 160;
const WIDTH = 384;
const PRODUCTS = 8;
const TIMED_RUNS = 3;

/**
 * Decides between WebGPU and WASM in one loaded runtime. WebGPU must agree with WASM on a program that holds every
 * operator form and, unless forced, beat it in a timed chain of matrix products.
 */
export async function probe(ort: Ort, forced: boolean): Promise<{ useGpu: boolean; reason: string }> {
  let difference: number;
  try {
    difference = await largestDifference(ort);
  } catch (error) {
    return {
      useGpu: false,
      reason: `WebGPU failed its self-check (${(error as Error).message.slice(0, 120)}), so WASM runs.`,
    };
  }
  if (!(difference <= TOLERANCE)) {
    return {
      useGpu: false,
      reason: `WebGPU differs from WASM by ${difference.toExponential(1)} in its self-check, so WASM runs.`,
    };
  }
  if (forced) return { useGpu: true, reason: 'WebGPU, as the address asks.' };
  const [gpu, wasm] = [await timeProducts(ort, 'webgpu'), await timeProducts(ort, 'wasm')];
  const times = `${gpu.toFixed(1)} ms against ${wasm.toFixed(1)} ms`;
  return gpu < wasm
    ? { useGpu: true, reason: `WebGPU is faster here (${times} in a probe).` }
    : { useGpu: false, reason: `WASM is faster here than WebGPU (probe: ${times}).` };
}

async function largestDifference(ort: Ort): Promise<number> {
  const { graph, inputs } = allCases();
  const model = encodeModel(lower(graph));
  const results: Record<string, Float32Array>[] = [];
  for (const provider of ['wasm', 'webgpu']) {
    const session = await ort.InferenceSession.create(model, { executionProviders: [provider] });
    const feeds = graph.inputs.map(({ name, dtype, shape }) => {
      const { data } = inputs[name]!;
      if (dtype === 'int32') return [name, new ort.Tensor('int32', Int32Array.from(data), shape as number[])];
      if (dtype === 'bool') return [name, new ort.Tensor('bool', Uint8Array.from(data), shape as number[])];
      return [name, new ort.Tensor('float32', Float32Array.from(data), shape as number[])];
    });
    const outputs = await session.run(Object.fromEntries(feeds) as Parameters<typeof session.run>[0]);
    results.push(
      Object.fromEntries(
        Object.entries(outputs).map(([name, tensor]) => [name, tensor.data as Float32Array]),
      ),
    );
    await session.release();
  }
  const [wasm, gpu] = results;
  return Object.entries(wasm!).reduce((worst, [name, expected]) => {
    const scale = expected.reduce((max, value) => Math.max(max, Math.abs(value)), 1e-6);
    const off = expected.reduce((max, value, i) => Math.max(max, Math.abs(value - gpu![name]![i]!)), 0);
    return Math.max(worst, Number.isNaN(off) ? Infinity : off / scale);
  }, 0);
}

/** Milliseconds of a chain of matrix products, best of a few runs after one that compiles. */
async function timeProducts(ort: Ort, provider: 'wasm' | 'webgpu'): Promise<number> {
  const g = new GraphBuilder();
  const data = Float32Array.from({ length: WIDTH * WIDTH }, (_, i) => Math.sin(i) / WIDTH);
  const weight = g.initializer('weight', 'float32', [WIDTH, WIDTH], { kind: 'inline', data });
  let x = g.input('x', 'float32', [TOKENS, WIDTH]);
  for (let i = 0; i < PRODUCTS; i++) x = g.relu(g.matmul(x, weight));
  const session = await ort.InferenceSession.create(encodeModel(lower(g.graph('probe', { y: x }))), {
    executionProviders: [provider],
  });
  const feeds = { x: new ort.Tensor('float32', new Float32Array(TOKENS * WIDTH).fill(1), [TOKENS, WIDTH]) };
  let best = Infinity;
  for (let run = 0; run <= TIMED_RUNS; run++) {
    const start = performance.now();
    const { y } = await session.run(feeds);
    await y!.getData();
    if (run > 0) best = Math.min(best, performance.now() - start);
  }
  await session.release();
  return best;
}
