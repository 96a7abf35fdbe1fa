/** Configurations as Hugging Face's library writes them. OpenCLIP's: `openclip-config.ts`. */
import * as v from 'valibot';
import { parsePreprocessing } from '../../src/image/preprocessor';
import { statedPreprocessing } from '../../src/image/stated';
import type { Preprocessing } from '../../src/image/config';
import { WhylightError } from '../../src/tensor/error';
import { quoted, shortened } from '../../src/tensor/quote';
import { CLIP_CONFIG } from '../clip/config-schema';
import type { Manifest } from './manifest';

export const HF_CONFIG = 'config.json';
export const OPENCLIP_CONFIG = 'open_clip_config.json';
export const HF_PREPROCESSOR = 'preprocessor_config.json';
export const HF_PROCESSOR = 'processor_config.json';

export type PublishedConfig = v.InferOutput<typeof CLIP_CONFIG>;

export interface PublishedClip {
  readonly config: PublishedConfig;
  readonly preprocessing: Manifest['preprocessing'];
}

const SHOWN = 'Whylight reads CLIP models with a vision transformer';

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

/**
 * What becomes of an image, by the image processor's configuration; CLIP's own where a checkpoint comes without one.
 * @param size side of the image that the model sees
 * @param file name of the configuration's file, for errors
 * @throws WhylightError ('model-broken') naming the field, or when it makes images of another size
 */
export const parsePreprocessor = (
  json: unknown,
  size: number,
  file: string = HF_PREPROCESSOR,
): Manifest['preprocessing'] => stated(parsePreprocessing(json, { size, file }), size, file);

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
