/**
 * OpenCLIP's configuration as `CLIPConfig`. Its classes know many kinds of towers; a field that asks for another kind is
 * refused by name, and none is passed over.
 */
import * as v from 'valibot';
import { WhylightError } from '../../src/tensor/error';
import { quoted } from '../../src/tensor/quote';
import { parseOpenClipPreprocessing } from '../../src/image/openclip';
import { CLIP_CONFIG } from '../clip/config-schema';
import { OPENCLIP_CONFIG, parsed, stated, type PublishedModel } from './published-config';

const whole = v.pipe(v.number(), v.integer(), v.minValue(1));

/** A number, or the two equal sides of a square. */
const side = (problem: string) =>
  v.pipe(
    v.union([v.pipe(v.number(), v.integer()), v.pipe(v.array(whole), v.length(2))], problem),
    v.check((given) => new Set([given].flat()).size === 1, 'must be square'),
    v.transform((given) => [given].flat()[0]!),
  );

const EPSILON = v.nullish(v.looseObject({ eps: v.nullish(v.number(), 1e-5) }), {});

const VISION = v.looseObject({
  image_size: side('is not the side of a square image'),
  layers: v.pipe(v.number('is not the depth of a vision transformer'), v.integer()),
  width: whole,
  patch_size: side('is not the patch size of a vision transformer'),
  head_width: v.nullish(whole, 64),
  mlp_ratio: v.nullish(v.number(), 4),
  norm_kwargs: EPSILON,
});

const TEXT = v.looseObject({
  context_length: v.nullish(whole, 77),
  vocab_size: v.nullish(whole, 49_408),
  width: whole,
  heads: whole,
  layers: whole,
  mlp_ratio: v.nullish(v.number(), 4),
  norm_kwargs: EPSILON,
});

const SCHEMA = v.looseObject({
  model_cfg: v.looseObject({
    embed_dim: whole,
    quick_gelu: v.nullish(v.boolean(), false),
    vision_cfg: VISION,
    text_cfg: TEXT,
  }),
  preprocess_cfg: v.nullish(v.record(v.string(), v.unknown()), {}),
});

/** Values that leave a model as it is; fields that are not listed here and not read are refused. `any`: matters in training only. */
type Plain = Readonly<Record<string, 'any' | readonly unknown[]>>;

const PLAIN_MODEL: Plain = {
  custom_text: 'any',
  cast_dtype: 'any',
  output_dict: 'any',
  init_logit_scale: 'any',
  nonscalar_logit_scale: 'any',
};

const PLAIN_VISION: Plain = {
  patch_dropout: 'any',
  pool_type: ['tok'],
  pos_embed_type: ['learnable'],
  norm_kwargs: 'any',
  attn_pooler_queries: 'any',
  attn_pooler_heads: 'any',
  timm_model_pretrained: 'any',
  timm_pool: 'any',
  timm_proj: 'any',
  timm_drop: 'any',
};

const PLAIN_TEXT: Plain = {
  // The end token has the largest id.
  pool_type: ['argmax', 'eos'],
  proj_type: ['linear'],
  norm_kwargs: 'any',
  pad_id: 'any',
  eos_id: 'any',
  hf_tokenizer_name: 'any',
  hf_model_pretrained: 'any',
  hf_proj_type: 'any',
  hf_pooler_type: 'any',
};

/** Configuration and preprocessing. @throws WhylightError ('model-broken') naming the field */
export function parseOpenClipConfig(json: unknown): PublishedModel {
  const { model_cfg: model, preprocess_cfg: image } = parsed(SCHEMA, json, OPENCLIP_CONFIG);
  const { vision_cfg: vision, text_cfg: text } = model;
  refuseOthers('model_cfg', model, SCHEMA.entries.model_cfg.entries, PLAIN_MODEL);
  refuseOthers('model_cfg.vision_cfg', vision, VISION.entries, PLAIN_VISION);
  refuseOthers('model_cfg.text_cfg', text, TEXT.entries, PLAIN_TEXT);
  const hidden_act = model.quick_gelu ? 'quick_gelu' : 'gelu';
  const config = parsed(
    CLIP_CONFIG,
    {
      projection_dim: model.embed_dim,
      text_config: {
        hidden_act,
        layer_norm_eps: text.norm_kwargs.eps,
        vocab_size: text.vocab_size,
        hidden_size: text.width,
        intermediate_size: Math.trunc(text.width * text.mlp_ratio),
        num_hidden_layers: text.layers,
        num_attention_heads: text.heads,
        max_position_embeddings: text.context_length,
      },
      vision_config: {
        hidden_act,
        layer_norm_eps: vision.norm_kwargs.eps,
        hidden_size: vision.width,
        intermediate_size: Math.trunc(vision.width * vision.mlp_ratio),
        num_hidden_layers: vision.layers,
        num_attention_heads: Math.floor(vision.width / vision.head_width),
        image_size: vision.image_size,
        patch_size: vision.patch_size,
      },
    },
    OPENCLIP_CONFIG,
  );
  const preprocessing = parseOpenClipPreprocessing(image, vision.image_size);
  return {
    config: { clip: config },
    preprocessing: stated(preprocessing, vision.image_size, OPENCLIP_CONFIG),
  };
}

function refuseOthers(
  at: string,
  given: Readonly<Record<string, unknown>>,
  read: Readonly<Record<string, unknown>>,
  plain: Plain,
): void {
  for (const [name, value] of Object.entries(given)) {
    if (name === 'norm_kwargs')
      refuseOthers(`${at}.${name}`, value as Record<string, unknown>, { eps: 0 }, {});
    if (Object.hasOwn(read, name) || isNothing(value)) continue;
    const allowed = Object.hasOwn(plain, name) ? plain[name]! : [];
    if (allowed === 'any' || allowed.includes(value)) continue;
    if (name === 'tokenizer_kwargs' && cleansAsUsual(value)) continue;
    throw new WhylightError(
      'model-broken',
      `The checkpoint's ${OPENCLIP_CONFIG} says ${quoted(value)} for ${at}.${name}, which makes it another kind of model than Whylight reads: choose a CLIP with the usual two transformers.`,
    );
  }
}

/** What stands for a part that is not there. */
const isNothing = (value: unknown): boolean =>
  value === null || value === false || (typeof value === 'object' && Object.keys(value).length === 0);

/** Cleaning in OpenCLIP's usual way, which is that of CLIP's training. */
const cleansAsUsual = (value: unknown): boolean => {
  const { clean = 'lower', ...rest } = value as Record<string, unknown>;
  return clean === 'lower' && Object.values(rest).every(isNothing);
};
