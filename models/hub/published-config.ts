/** Configurations as checkpoints are published with them: Hugging Face's and OpenCLIP's. */
import * as v from 'valibot';
import { WhylightError } from '../../src/tensor/error';
import { quoted, shortened } from '../../src/tensor/quote';
import { CLIP_CONFIG } from '../clip/config-schema';
import type { Manifest } from './manifest';

export const HF_CONFIG = 'config.json';
export const OPENCLIP_CONFIG = 'open_clip_config.json';
export const HF_PREPROCESSOR = 'preprocessor_config.json';

export type PublishedConfig = v.InferOutput<typeof CLIP_CONFIG>;
type Preprocessing = Manifest['preprocessing'];

const CLIP_MEAN: [number, number, number] = [0.48145466, 0.4578275, 0.40821073];
const CLIP_STD: [number, number, number] = [0.26862954, 0.26130258, 0.27577711];
const SHOWN = 'Whylight reads CLIP models with a vision transformer';

const triple = v.tuple([v.number(), v.number(), v.number()]);
const whole = v.pipe(v.number(), v.integer(), v.minValue(1));

/** `CLIPConfig`. @throws WhylightError ('model-broken') for other architectures, or naming the field */
export function parseHfConfig(json: unknown): PublishedConfig {
  const type = v.safeParse(v.object({ model_type: v.optional(v.string(), 'clip') }), json);
  if (type.success && type.output.model_type !== 'clip') {
    throw new WhylightError(
      'model-broken',
      `The checkpoint is of the architecture ${quoted(type.output.model_type)}; ${SHOWN} (model_type "clip").`,
    );
  }
  return parsed(CLIP_CONFIG, json, HF_CONFIG);
}

const OPENCLIP = v.object({
  model_cfg: v.object({
    embed_dim: whole,
    quick_gelu: v.optional(v.boolean(), false),
    vision_cfg: v.object({
      image_size: whole,
      layers: v.pipe(v.number('is not the depth of a vision transformer'), v.integer()),
      width: whole,
      patch_size: v.pipe(v.number('is not the patch size of a vision transformer'), v.integer()),
      head_width: v.optional(whole, 64),
      mlp_ratio: v.optional(v.number(), 4),
    }),
    text_cfg: v.object({
      context_length: v.optional(whole, 77),
      vocab_size: v.optional(whole, 49_408),
      width: whole,
      heads: whole,
      layers: whole,
      mlp_ratio: v.optional(v.number(), 4),
    }),
  }),
  preprocess_cfg: v.optional(
    v.object({ mean: v.optional(triple, CLIP_MEAN), std: v.optional(triple, CLIP_STD) }),
    {},
  ),
});

/** OpenCLIP's configuration, as `CLIPConfig`, with its preprocessing. Errors as `parseHfConfig`. */
export function parseOpenClipConfig(json: unknown): {
  config: PublishedConfig;
  preprocessing: Preprocessing;
} {
  const { model_cfg: model, preprocess_cfg: image } = parsed(OPENCLIP, json, OPENCLIP_CONFIG);
  const { vision_cfg: vision, text_cfg: text } = model;
  const common = { hidden_act: model.quick_gelu ? 'quick_gelu' : 'gelu', layer_norm_eps: 1e-5 };
  const config = parsed(
    CLIP_CONFIG,
    {
      projection_dim: model.embed_dim,
      text_config: {
        ...common,
        vocab_size: text.vocab_size,
        hidden_size: text.width,
        intermediate_size: Math.floor(text.width * text.mlp_ratio),
        num_hidden_layers: text.layers,
        num_attention_heads: text.heads,
        max_position_embeddings: text.context_length,
      },
      vision_config: {
        ...common,
        hidden_size: vision.width,
        intermediate_size: Math.floor(vision.width * vision.mlp_ratio),
        num_hidden_layers: vision.layers,
        num_attention_heads: Math.floor(vision.width / vision.head_width),
        image_size: vision.image_size,
        patch_size: vision.patch_size,
      },
    },
    OPENCLIP_CONFIG,
  );
  return { config, preprocessing: preprocessingOf(vision.image_size, image.mean, image.std) };
}

const side = v.union([
  whole,
  v.pipe(
    v.object({ height: whole, width: whole }),
    v.transform(({ height }) => height),
  ),
]);

const PREPROCESSOR = v.object({
  do_resize: v.optional(v.literal(true), true),
  do_center_crop: v.optional(v.boolean(), true),
  do_normalize: v.optional(v.literal(true), true),
  resample: v.optional(v.literal(3, 'must be 3 (bicubic)'), 3),
  size: v.optional(v.union([v.object({ shortest_edge: whole }), side])),
  crop_size: v.optional(side),
  image_mean: v.optional(triple, CLIP_MEAN),
  image_std: v.optional(triple, CLIP_STD),
});

/**
 * `CLIPImageProcessor`'s configuration; CLIP's own where a checkpoint comes without one.
 * @param size side of the image that the model sees
 * @throws WhylightError ('model-broken') naming the field, or when it makes images of another size
 */
export function parsePreprocessor(json: unknown, size: number): Preprocessing {
  if (json === undefined) return preprocessingOf(size, CLIP_MEAN, CLIP_STD);
  const config = parsed(PREPROCESSOR, json, HF_PREPROCESSOR);
  const { size: given = size, do_center_crop: crops, crop_size: crop = size } = config;
  const isShortest = crops || typeof given === 'object';
  const resized = typeof given === 'object' ? given.shortest_edge : given;
  if (resized !== size || (crops && crop !== size) || (isShortest && !crops)) {
    throw new WhylightError(
      'model-broken',
      `${HF_PREPROCESSOR} makes images of ${resized} pixels, cropped to ${crops ? crop : 'nothing'}; the model takes ${size} × ${size}: use the files of one checkpoint.`,
    );
  }
  return preprocessingOf(size, config.image_mean, config.image_std, isShortest ? 'shortest-edge' : 'square');
}

function preprocessingOf(
  size: number,
  mean: [number, number, number],
  std: [number, number, number],
  resize: Preprocessing['resize'] = 'shortest-edge',
): Preprocessing {
  return { size, resize, mean, std, resample: 'bicubic' };
}

function parsed<S extends v.GenericSchema>(schema: S, json: unknown, file: string): v.InferOutput<S> {
  const result = v.safeParse(schema, json, { abortPipeEarly: true });
  if (result.success) return result.output;
  const [issue] = result.issues;
  const path = v.getDotPath(issue);
  throw new WhylightError(
    'model-broken',
    `The checkpoint's ${file} does not fit${path === null ? '' : ` at ${shortened(path)}`}: ${shortened(issue.message, 160)}. ${SHOWN}.`,
  );
}
