/**
 * How images are preprocessed, read from Hugging Face's `preprocessor_config.json` or the `image_processor` of its
 * `processor_config.json`. Every field is honoured or refused: one that is passed over would change pixels in silence.
 */
import { WhylightError } from '../tensor/error';
import { quoted } from '../tensor/quote';
import { CLIP_MEAN, CLIP_STD, type Preprocessing, type Size, type Triple } from './config';
import type { Filter } from './filters';

/** What an image processor does where its configuration says nothing. */
interface Defaults {
  readonly filter: Filter;
  readonly mean: Triple;
  readonly std: Triple;
  /** Resizes the shorter side and crops; otherwise brings both sides to a square. */
  readonly crops: boolean;
}

const HALF: Triple = [0.5, 0.5, 0.5];

const PROCESSORS = {
  CLIP: { filter: 'bicubic', mean: CLIP_MEAN, std: CLIP_STD, crops: true },
  Siglip: { filter: 'bicubic', mean: HALF, std: HALF, crops: false },
  ViT: { filter: 'bilinear', mean: HALF, std: HALF, crops: false },
} as const satisfies Readonly<Record<string, Defaults>>;

export type ProcessorKind = keyof typeof PROCESSORS;

/** Pillow's numbers of filters. */
const FILTERS: ReadonlyMap<unknown, Filter> = new Map([
  [1, 'lanczos'],
  [2, 'bilinear'],
  [3, 'bicubic'],
]);

/** Fields that are read below. */
const READ: readonly string[] = [
  ...['image_processor_type', 'feature_extractor_type', 'default_to_square'],
  ...['do_resize', 'size', 'resample', 'do_center_crop', 'crop_size'],
  ...['do_rescale', 'rescale_factor', 'do_normalize', 'image_mean', 'image_std'],
];

/** Fields that change no pixel of an RGB image. */
const HARMLESS: readonly string[] = [
  ...[
    'do_convert_rgb',
    'processor_class',
    '_processor_class',
    'tokenizer_class',
    'auto_map',
    'image_seq_length',
  ],
  ...[
    'data_format',
    'input_data_format',
    'return_tensors',
    'device',
    'disable_grouping',
    '_valid_processor_keys',
  ],
  ...['transformers_version', 'num_channels', '_commit_hash', '_name_or_path'],
];

const DEFAULT_SIZE = 224;
const MAX_SIZE = 8192;

/**
 * @param json the configuration, of new or old spelling; undefined where a model comes without one
 * @param options.file name for errors
 * @param options.kind whose defaults hold where the configuration names no processor
 * @param options.size side of the model's image, for models without a configuration
 * @throws WhylightError ('model-broken') naming the field that cannot be used
 */
export function parsePreprocessing(
  json: unknown,
  options: { readonly file?: string; readonly kind?: ProcessorKind; readonly size?: number } = {},
): Preprocessing {
  const { file = 'preprocessor_config.json', kind = 'CLIP', size } = options;
  const reader = new FieldReader(json === undefined ? { size, crop_size: size } : json, file);
  reader.refuseUnknown();
  const defaults = PROCESSORS[reader.kind(kind)];
  if (!reader.flag('do_resize', true))
    reader.fail('do_resize', 'true, since images of any size must be accepted');
  const normalises = reader.flag('do_normalize', true);
  const crops = reader.flag('do_center_crop', defaults.crops);
  if (crops && !defaults.crops) reader.fail('do_center_crop', 'false for this image processor');
  const resize = reader.resize(!reader.flag('default_to_square', !defaults.crops));
  if (!crops && 'shortestEdge' in resize)
    reader.fail('size', 'a width and a height, or followed by a crop: images must come out equally large');
  return {
    resize,
    ...(crops ? { crop: reader.area('crop_size', reader.value('crop_size') ?? DEFAULT_SIZE) } : {}),
    ...filterOf(reader, defaults.filter),
    rescale: reader.flag('do_rescale', true) ? reader.positive('rescale_factor', 1 / 255) : 1,
    mean: normalises ? reader.triple('image_mean', defaults.mean, false) : [0, 0, 0],
    std: normalises ? reader.triple('image_std', defaults.std, true) : [1, 1, 1],
  };
}

function filterOf(reader: FieldReader, otherwise: Filter): Pick<Preprocessing, 'filter'> {
  const given = reader.value('resample');
  const filter = given === undefined ? otherwise : FILTERS.get(given);
  if (filter === undefined) return reader.fail('resample', '1 (Lanczos), 2 (bilinear) or 3 (bicubic)');
  return filter === 'bicubic' ? {} : { filter };
}

/** Fields of a configuration, where null is as good as absent. */
class FieldReader {
  private readonly json: Readonly<Record<string, unknown>>;

  constructor(
    json: unknown,
    private readonly file: string,
  ) {
    if (!isObject(json)) throw this.error(`is ${quoted(json)}, expected an object`);
    this.json = json;
  }

  value(name: string): unknown {
    return this.json[name] ?? undefined;
  }

  refuseUnknown(): void {
    if (this.value('max_num_patches') !== undefined)
      throw this.error(
        'is that of a NaFlex model, whose images keep their proportions (max_num_patches): choose a model whose images have one size',
      );
    for (const name of Object.keys(this.json)) {
      const value = this.value(name);
      if (READ.includes(name) || HARMLESS.includes(name) || value === undefined || value === false) continue;
      throw this.error(`has the field ${quoted(name)}, ${quoted(value)}, which is not known here`);
    }
  }

  /** `CLIPImageProcessorFast` and `CLIPFeatureExtractor` are CLIP's. */
  kind(otherwise: ProcessorKind): ProcessorKind {
    const field =
      this.value('image_processor_type') === undefined ? 'feature_extractor_type' : 'image_processor_type';
    const type = this.value(field);
    if (type === undefined) return otherwise;
    const stem = (typeof type === 'string' ? type : '').replace(
      /(ImageProcessor(Fast|Pil)?|FeatureExtractor)$/,
      '',
    );
    if (Object.hasOwn(PROCESSORS, stem)) return stem as ProcessorKind;
    return this.fail(field, `that of ${Object.keys(PROCESSORS).join(', ')}`);
  }

  flag(name: string, otherwise: boolean): boolean {
    const value = this.value(name) ?? otherwise;
    return typeof value === 'boolean' ? value : this.fail(name, 'true or false');
  }

  positive(name: string, otherwise: number): number {
    const value = this.value(name) ?? otherwise;
    return isFinite(value) && value > 0 ? value : this.fail(name, 'a positive number');
  }

  triple(name: string, otherwise: Triple, positive: boolean): Triple {
    const value = this.value(name) ?? otherwise;
    const all: readonly unknown[] = Array.isArray(value) ? value : [value, value, value];
    const fits = (x: unknown): x is number => isFinite(x) && (!positive || x > 0);
    if (all.length === 3 && all.every(fits)) return [all[0]!, all[1]!, all[2]!];
    return this.fail(name, positive ? 'three positive numbers' : 'three numbers');
  }

  /** @param isShorter a bare number is the shorter side's, and not that of both */
  resize(isShorter: boolean): Preprocessing['resize'] {
    const size = this.value('size') ?? DEFAULT_SIZE;
    if (!isObject(size))
      return isShorter ? { shortestEdge: this.length('size', size) } : this.area('size', size);
    if ((size['longest_edge'] ?? undefined) !== undefined) return this.fail('size', 'without a longest_edge');
    if ('shortest_edge' in size)
      return { shortestEdge: this.length('size.shortest_edge', size['shortest_edge']) };
    return this.area('size', size);
  }

  area(name: string, value: unknown): Size {
    const [width, height] = isObject(value) ? [value['width'], value['height']] : [value, value];
    return { width: this.length(`${name}.width`, width), height: this.length(`${name}.height`, height) };
  }

  fail(name: string, expected: string): never {
    const value = this.value(name.split('.')[0]!);
    throw this.error(`says ${quoted(value ?? null)} for "${name}"; it should be ${expected}`);
  }

  private length(name: string, value: unknown): number {
    if (isFinite(value) && Number.isInteger(value) && value >= 1 && value <= MAX_SIZE) return value;
    return this.fail(name, `a whole number of pixels from 1 to ${MAX_SIZE}`);
  }

  private error(problem: string): WhylightError {
    return new WhylightError('model-broken', `The model's ${this.file} ${problem}.`);
  }
}

const isFinite = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
