/** The `manifest.json` of a model folder: what is in the folder and how to run it. */
import * as v from 'valibot';
import { WhylightError } from '../../src/tensor/error';
import { shortened } from '../../src/tensor/quote';
import { ARCHITECTURES, architectureById } from '../architectures';

/** Version of the manifest; raised when a field changes its meaning. */
export const MANIFEST_SCHEMA = 1;
export const MANIFEST = 'manifest.json';
export const WEIGHTS_FILE = 'model.safetensors';
export const TOKENIZER_FILE = 'tokenizer.json';

const MAX_FILE = 64 * 2 ** 30;

const text = (max: number) => v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(max));
const triple = v.tuple([
  v.pipe(v.number(), v.finite()),
  v.pipe(v.number(), v.finite()),
  v.pipe(v.number(), v.finite()),
]);
const unique = (values: readonly string[]): boolean => new Set(values).size === values.length;

const FILE = v.object({
  /** Relative, inside the folder, with forward slashes. */
  path: v.pipe(
    v.string(),
    v.maxLength(200),
    v.regex(/^(?!.*\.\.)[\w.-]+(\/[\w.-]+)*$/, 'must be a path inside the model folder'),
  ),
  bytes: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(MAX_FILE)),
  sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, 'must be 64 hexadecimal digits in lower case')),
});

const PREPROCESSING = v.object({
  /** Side of the square image that the vision tower sees, in pixels. */
  size: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(2048)),
  /** `square`: both sides brought to `edge`; `shortest-edge`: the shorter one. Then the centre is cropped to `size`. */
  resize: v.picklist(['square', 'shortest-edge']),
  /** Pixels; `size` when left out. */
  edge: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(8192))),
  /** Where a crop begins whose surplus is odd: ⌊surplus/2⌋ when left out, or rounded, ties to even. */
  cropStart: v.exactOptional(v.picklist(['floor', 'half-even'])),
  /** Factor from bytes to what `mean` and `std` speak of; 1/255 when left out. */
  rescale: v.exactOptional(v.pipe(v.number(), v.finite(), v.gtValue(0))),
  mean: triple,
  std: v.pipe(
    triple,
    v.check((std) => std.every((value) => value > 0), 'must be above 0'),
  ),
  resample: v.picklist(['bicubic', 'bilinear', 'lanczos']),
});

const SCHEMA = v.object({
  schema: v.literal(MANIFEST_SCHEMA),
  id: v.pipe(
    v.string(),
    v.maxLength(200),
    v.regex(/^\w[\w.-]*(\/[\w.-]+)*$/, 'must be made of letters, digits, . _ - and /'),
  ),
  name: text(200),
  /** Id of an architecture, and its configuration as that reads it. */
  architecture: text(40),
  config: v.record(v.string(), v.unknown()),
  files: v.pipe(
    v.array(FILE),
    v.maxLength(50),
    v.check((files) => unique(files.map(({ path }) => path)), 'names a file twice'),
    v.check(
      (files) => [WEIGHTS_FILE, TOKENIZER_FILE].every((name) => files.some(({ path }) => path === name)),
      `must list ${WEIGHTS_FILE} and ${TOKENIZER_FILE}`,
    ),
  ),
  /** Answer vocabulary in the order of the logits; empty where candidates come with the question. */
  answers: v.pipe(
    v.array(text(200)),
    v.maxLength(100_000),
    v.check((answers) => unique(answers), 'names an answer twice'),
  ),
  tokenizer: v.literal(TOKENIZER_FILE),
  preprocessing: PREPROCESSING,
  recommended: v.object({
    startLayer: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(200)),
    importance: v.picklist(['norm', 'norm-ln', 'gradient', 'mixing']),
  }),
  /** What the model knows: sticker scenes only, or photographs. */
  domain: v.picklist(['stickers', 'photographs']),
  licence: text(200),
  /** How the model was made, for readers: seed, steps, examples, commands, … */
  training: v.optional(v.record(v.string(), v.unknown()), {}),
  /** Measured figures, for readers. */
  accuracy: v.optional(v.record(v.string(), v.unknown()), {}),
});

export type Manifest = v.InferOutput<typeof SCHEMA>;

/**
 * @param json parsed `manifest.json`
 * @throws WhylightError ('model-broken') naming the field, or the version when the file is newer than this program
 */
export function parseManifest(json: unknown): Manifest {
  const schema = typeof json === 'object' && json !== null && 'schema' in json ? json.schema : undefined;
  if (typeof schema === 'number' && schema > MANIFEST_SCHEMA) {
    throw new WhylightError(
      'model-broken',
      `The model's manifest.json has schema version ${schema}, and this Whylight reads version ${MANIFEST_SCHEMA}: use a newer Whylight.`,
    );
  }
  const result = v.safeParse(SCHEMA, json, { abortPipeEarly: true });
  if (!result.success) throw invalid(v.getDotPath(result.issues[0]), result.issues[0].message);
  return withConfig(result.output);
}

/** The manifest with its configuration as its architecture reads it. */
function withConfig(manifest: Manifest): Manifest {
  const found = architectureById(manifest.architecture);
  if (!found)
    throw invalid(
      'architecture',
      `must be one of ${ARCHITECTURES.map(({ id }) => id).join(', ')}, and is "${manifest.architecture}"`,
    );
  const config = v.safeParse(found.config, manifest.config, { abortPipeEarly: true });
  if (!config.success) {
    const [issue] = config.issues;
    const path = v.getDotPath(issue);
    throw invalid(path === null ? 'config' : `config.${path}`, problemOf(issue, manifest.architecture));
  }
  const read = { ...manifest, config: config.output as Manifest['config'] };
  const misfit = found.misfit(read);
  if (misfit) throw invalid(misfit.at, misfit.problem);
  return read;
}

/** In words for people: valibot speaks of keys where one is missing or not known. */
function problemOf(issue: v.BaseIssue<unknown>, architecture: string): string {
  const { type, expected, message } = issue;
  if (type !== 'strict_object' || issue.path === undefined) return message;
  return expected === 'never' ? `does not belong to the architecture "${architecture}"` : 'must be there';
}

const invalid = (path: string | null, problem: string): WhylightError =>
  new WhylightError(
    'model-broken',
    `The model's manifest.json is not valid${path === null ? '' : ` at ${shortened(path)}`}: ${shortened(problem, 160)}.`,
  );
