/** Configurations as Hugging Face's library writes them. OpenCLIP's: `openclip-config.ts`. */
import * as v from 'valibot';
import { parsePreprocessing, type ProcessorKind } from '../../src/image/preprocessor';
import { statedPreprocessing } from '../../src/image/stated';
import type { Preprocessing } from '../../src/image/config';
import { WhylightError } from '../../src/tensor/error';
import { quoted, shortened } from '../../src/tensor/quote';
import { CLIP_CONFIG } from '../clip/config-schema';
import { SIGLIP_CONFIG } from '../siglip/config';
import type { Manifest } from './manifest';

export const HF_CONFIG = 'config.json';
export const OPENCLIP_CONFIG = 'open_clip_config.json';
export const HF_PREPROCESSOR = 'preprocessor_config.json';
export const HF_PROCESSOR = 'processor_config.json';

/** As a manifest holds it. */
export type PublishedConfig =
  | { readonly clip: v.InferOutput<typeof CLIP_CONFIG> }
  | { readonly siglip: v.InferOutput<typeof SIGLIP_CONFIG> };

export interface PublishedModel {
  readonly config: PublishedConfig;
  readonly preprocessing: Manifest['preprocessing'];
}

const SHOWN = 'Whylight reads CLIP and SigLIP models with a vision transformer';

/**
 * `CLIPConfig` or `SiglipConfig`, by its `model_type`.
 * @throws WhylightError ('model-broken') for other architectures, or naming the field
 */
export function parseHfConfig(json: unknown): PublishedConfig {
  const type = v.safeParse(v.object({ model_type: v.nullish(v.string(), 'clip') }), json);
  const named = type.success ? type.output.model_type : 'clip';
  if (named === 'siglip') return { siglip: parsed(SIGLIP_CONFIG, json, HF_CONFIG) };
  if (named === 'clip') return { clip: parsed(CLIP_CONFIG, json, HF_CONFIG) };
  throw new WhylightError(
    'model-broken',
    named === 'siglip2'
      ? 'The checkpoint is a NaFlex model of SigLIP 2 (model_type "siglip2"), whose images keep their proportions: choose one of the SigLIP 2 models with a fixed image size.'
      : `The checkpoint is of the architecture ${quoted(named)}; ${SHOWN} (model_type "clip" or "siglip").`,
  );
}

/**
 * What becomes of an image, by the image processor's configuration; the family's own where a checkpoint has none.
 * @param size side of the image that the model sees
 * @param file name of the configuration's file, for errors
 * @throws WhylightError ('model-broken') naming the field, or when it makes images of another size
 */
export const parsePreprocessor = (
  json: unknown,
  size: number,
  file: string = HF_PREPROCESSOR,
  kind: ProcessorKind = 'CLIP',
): Manifest['preprocessing'] => stated(parsePreprocessing(json, { size, file, kind }), size, file);

/** As a manifest states it. @throws WhylightError ('model-broken') when images come out of another size */
export function stated(preprocessing: Preprocessing, size: number, file: string): Manifest['preprocessing'] {
  const found = statedPreprocessing(preprocessing);
  if (found?.size === size) return found;
  const made = found === undefined ? 'that are not square' : `of ${found.size} × ${found.size} pixels`;
  throw new WhylightError(
    'model-broken',
    `The model's ${file} makes images ${made}, and the model takes ${size} × ${size}: use the files of one checkpoint.`,
  );
}

/** @throws WhylightError ('model-broken') naming the file and the field that do not fit */
export function parsed<S extends v.GenericSchema>(schema: S, json: unknown, file: string): v.InferOutput<S> {
  const result = v.safeParse(schema, json, { abortPipeEarly: true });
  if (result.success) return result.output;
  const [issue] = result.issues;
  const path = v.getDotPath(issue);
  throw new WhylightError(
    'model-broken',
    `The checkpoint's ${file} does not fit${path === null ? '' : ` at ${shortened(path)}`}: ${shortened(issue.message, 160)}. ${SHOWN}.`,
  );
}
