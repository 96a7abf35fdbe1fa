/** A folder of transformers.js or Optimum: a model as an ONNX file, with the configurations that it was published with. */
import * as v from 'valibot';
import { parsePreprocessing } from '../../src/image/preprocessor';
import { statedPreprocessing } from '../../src/image/stated';
import { externalFiles, readOnnx } from '../../src/import';
import { WhylightError } from '../../src/tensor/error';
import { quoted } from '../../src/tensor/quote';
import { sha256Hex } from '../../src/weights/digest';
import type { CheckpointOptions, ModelFolder, ReadFile } from './folder';
import { json } from './json';
import { MANIFEST_SCHEMA, TOKENIZER_FILE, type Manifest } from './manifest';
import { ifThere } from './missing';
import { plainId } from './plain-id';
import { refusePointer } from './pointer';
import { HF_CONFIG, HF_PREPROCESSOR, HF_PROCESSOR } from './published-config';

/** Where ONNX files lie in such folders, the first that is there being taken. */
export const ONNX_FILES: readonly string[] = [
  'onnx/model.onnx',
  'model.onnx',
  'onnx/model_fp16.onnx',
  'onnx/model_quantized.onnx',
];

/** Which of the tasks a model was made for, by the end of its class in transformers. */
const TASK_OF: readonly (readonly [RegExp, string])[] = [
  [/ForImageClassification$/, 'image-classification'],
  [/^ViltForQuestionAnswering$/, 'visual-question-answering'],
];

const CLASS_OF: Readonly<Record<string, string>> = { vilt: 'ViltForQuestionAnswering' };

const side = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(8192));

const CONFIG = v.object({
  architectures: v.optional(v.nullable(v.array(v.string()))),
  model_type: v.optional(v.string()),
  id2label: v.optional(v.record(v.pipe(v.string(), v.regex(/^\d{1,6}$/, 'must be a number')), v.string())),
  num_labels: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100_000))),
  image_size: v.optional(v.union([side, v.tuple([side, side])])),
  max_position_embeddings: v.optional(v.pipe(v.number(), v.integer(), v.minValue(2))),
});

type Config = v.InferOutput<typeof CONFIG>;

/** @returns undefined where there is no ONNX file, or the configuration is that of a checkpoint in safetensors */
export async function openOnnxFolder(
  read: ReadFile,
  options: CheckpointOptions,
): Promise<(ModelFolder & { readonly beside: ReadonlyMap<string, Uint8Array> }) | undefined> {
  const configBytes = await ifThere(read(HF_CONFIG));
  if (configBytes === undefined) return undefined;
  const given = v.safeParse(CONFIG, json(configBytes, HF_CONFIG), { abortPipeEarly: true });
  // What a checkpoint's own reader makes of it is better said there.
  if (!given.success) return undefined;
  const config = given.output;
  // Exporters may leave the class out, and then the kind of model tells.
  const [name = CLASS_OF[config.model_type ?? ''] ?? config.model_type ?? 'no class'] =
    config.architectures ?? [];
  const task = TASK_OF.find(([pattern]) => pattern.test(name))?.[1];
  const isClip = /^(chinese_)?clip|siglip/i.test(config.model_type ?? '');
  if (isClip && task === undefined) return undefined;
  const found = await readFirst(read, options);
  if (!found) return undefined;
  if (task === undefined)
    throw new WhylightError(
      'model-broken',
      `The model is ${quoted(name, 80)}, made for a task that cannot be asked here yet; classifiers of images and ViLT's visual question answering can.`,
    );
  return describe(read, options, { config, task, name, ...found });
}

interface Found {
  readonly config: Config;
  readonly task: string;
  /** Class in transformers. */
  readonly name: string;
  readonly path: string;
  readonly bytes: Uint8Array;
}

async function describe(read: ReadFile, options: CheckpointOptions, found: Found) {
  const { config, task, name, path, bytes } = found;
  const { id, digest = sha256Hex } = options;
  const beside = await readBeside(read, path, bytes);
  const stated = await readPreprocessing(read, config);
  const readsText = task !== 'image-classification';
  const tokenizer = readsText ? json(await read(TOKENIZER_FILE), TOKENIZER_FILE) : null;
  const parts = [bytes, ...[...beside].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, content]) => content)];
  const digests = await Promise.all(parts.map((part) => digest(part)));
  const sha256 =
    digests.length === 1 ? digests[0]! : await digest(new TextEncoder().encode(digests.join('\n')));
  const manifest: Manifest = {
    schema: MANIFEST_SCHEMA,
    id: plainId(id),
    name: id,
    architecture: 'imported',
    config: {
      task,
      model: name,
      image: { height: stated.size, width: stated.size },
      ...(readsText ? { maxTokens: config.max_position_embeddings ?? 512 } : {}),
    },
    files: [{ path, bytes: bytes.length, sha256 }],
    answers: labelsOf(config),
    tokenizer: TOKENIZER_FILE,
    preprocessing: stated,
    recommended: { startLayer: 0, importance: 'norm' },
    domain: 'photographs',
    licence: options.licence ?? 'not stated in the files; see where the model was published',
    training: {},
    accuracy: {},
  };
  return {
    manifest,
    weights: { tensors: new Map(), dataOffset: 0, metadata: {}, bytes },
    beside,
    tokenizer,
    sha256,
  };
}

async function readFirst(
  read: ReadFile,
  { onProgress }: CheckpointOptions,
): Promise<{ readonly path: string; readonly bytes: Uint8Array } | undefined> {
  for (const path of ONNX_FILES) {
    const bytes = await ifThere(read(path, (loaded) => onProgress?.(loaded, 0)));
    if (bytes === undefined) continue;
    refusePointer(bytes, path);
    onProgress?.(bytes.length, bytes.length);
    return { path, bytes };
  }
  return undefined;
}

/** Files of weights that the model names; those that are missing are named when the weights are asked for. */
async function readBeside(read: ReadFile, path: string, bytes: Uint8Array): Promise<Map<string, Uint8Array>> {
  const folder = path.includes('/') ? path.slice(0, path.lastIndexOf('/') + 1) : '';
  const beside = new Map<string, Uint8Array>();
  for (const name of externalFiles(readOnnx(bytes)).keys()) {
    const content = /^[\w.-]+$/.test(name) ? await ifThere(read(`${folder}${name}`)) : undefined;
    if (content) beside.set(name, content);
  }
  return beside;
}

async function readPreprocessing(read: ReadFile, config: Config) {
  const size = Array.isArray(config.image_size) ? config.image_size[0] : config.image_size;
  const processor = await ifThere(read(HF_PROCESSOR));
  const nested =
    processor && (json(processor, HF_PROCESSOR) as { image_processor?: unknown }).image_processor;
  const own = nested === undefined ? await ifThere(read(HF_PREPROCESSOR)) : undefined;
  const given = nested ?? (own && json(own, HF_PREPROCESSOR));
  const stated = statedPreprocessing(
    parsePreprocessing(given, {
      file: nested === undefined ? HF_PREPROCESSOR : HF_PROCESSOR,
      kind: 'ViT',
      ...(size === undefined ? {} : { size }),
    }),
  );
  if (stated) return stated;
  throw new WhylightError(
    'model-broken',
    'The model takes images whose sides differ, which cannot be shown here yet.',
  );
}

/** Labels in the order of the logits; those that stand twice are told apart by their number. */
function labelsOf({ id2label, num_labels: count }: Config): string[] {
  const names =
    id2label ?? Object.fromEntries(Array.from({ length: count ?? 2 }, (_, n) => [n, `class ${n}`]));
  const size = 1 + Math.max(...Object.keys(names).map(Number));
  const labels = Array.from({ length: size }, (_, n) => (names[String(n)] ?? `class ${n}`).slice(0, 200));
  const seen = new Set<string>();
  return labels.map((label, n) => {
    const own = seen.has(label) || label.trim() === '' ? `${label} (${n})` : label;
    seen.add(own);
    return own;
  });
}
