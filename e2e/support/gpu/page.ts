/** Runs in the browser: makes sessions on WebGPU in which no operator may fall back to the CPU. */
import * as runtime from 'onnxruntime-web/jspi';
import { openModel } from '../../../models';
import type { ClipmapperConfig } from '../../../models/clipmapper/config';
import { clipmapperPrograms } from '../../../models/clipmapper/programs';
import { fetchFolder } from '../../../models/hub/fetch';
import type { ModelFolder } from '../../../models/hub/folder';
import { Program } from '../../../src/engine/program';
import type { BackendOptions, Ort } from '../../../src/engine/runtime';
import { fileWeights, WEIGHTS_LOCATION } from '../../../src/engine/weights';
import { allCases } from '../../../src/grad/cases/program';
import { GraphBuilder } from '../../../src/onnx/builder';
import { lower } from '../../../src/onnx/lower';
import { encodeModel } from '../../../src/onnx/proto/codec';
import type { PlainModel } from '../../../src/onnx/proto/model';

declare global {
  interface Window {
    placement: typeof placement;
  }
}

/** Creating a session fails when ONNX Runtime would give any of its nodes to the CPU. */
const STRICT = { executionProviders: ['webgpu'], extra: { session: { disable_cpu_ep_fallback: '1' } } };

async function create(model: PlainModel): Promise<void> {
  const session = await runtime.InferenceSession.create(encodeModel(model), STRICT);
  await session.release();
}

/** A model with an operator that ONNX Runtime has no WebGPU kernel for: the proof that the check notices one. */
function fallingBack(): PlainModel {
  const g = new GraphBuilder();
  const model = lower(g.graph('falls back', { y: g.relu(g.input('x', 'float32', [2, 3])) }));
  const nodes = model.graph.nodes.map((node) => ({ ...node, opType: 'Sign' }));
  return { ...model, graph: { ...model.graph, nodes } };
}

/** The programs with masks over keys, with which any tokens can be hidden. */
async function masked(ort: Ort, { manifest, weights }: ModelFolder, backend: BackendOptions): Promise<void> {
  const { vision, answer, explain } = clipmapperPrograms(
    manifest.config as unknown as ClipmapperConfig,
    manifest.answers.length,
    fileWeights(weights),
    { detail: 'reduced', keyMasks: true },
  );
  for (const graph of [vision, answer, explain]) {
    const program = await Program.create(ort, graph, { [WEIGHTS_LOCATION]: weights.bytes }, backend);
    await program.release();
  }
}

/** Why a program refused to run on the GPU alone, by program: an empty text where it did not. */
async function placement(modelUrl: string, runtimeUrl: string): Promise<Record<string, string>> {
  const base = new URL('ort-wasm-simd-threaded.jspi', runtimeUrl).href;
  runtime.env.wasm.numThreads = 1;
  runtime.env.wasm.wasmPaths = { mjs: `${base}.mjs`, wasm: `${base}.wasm` };
  const found: Record<string, string> = {};
  const attempt = async (name: string, make: () => Promise<unknown>) => {
    found[name] = await make().then(
      () => '',
      (error: unknown) => String(error),
    );
  };
  await attempt('falls back', () => create(fallingBack()));
  await attempt('every operator', () => create(lower(allCases().graph)));
  const folder = await fetchFolder(modelUrl, (url) => fetch(url));
  const strict = {
    ...runtime,
    InferenceSession: {
      create: (model: Uint8Array, options: object) =>
        runtime.InferenceSession.create(model, { ...options, extra: STRICT.extra }),
    },
  } as unknown as Ort;
  const backend: BackendOptions = { provider: 'webgpu' };
  await attempt('explanation', async () => {
    const model = await openModel(folder, { ort: strict, backend });
    await model.dispose();
  });
  await attempt('masked explanation', () => masked(strict, folder, backend));
  return found;
}

window.placement = placement;
