/** Preprocessing as OpenCLIP's configuration states it (`preprocess_cfg`, read by its `image_transform_v2`). */
import { WhylightError } from '../tensor/error';
import { quoted } from '../tensor/quote';
import { CLIP_MEAN, CLIP_STD, type Preprocessing, type Triple } from './config';
import type { Filter } from './filters';

/** torchvision's names of the filters that are computed here. */
const FILTERS: readonly Filter[] = ['bicubic', 'bilinear'];

/** Fields that change no pixel of an evaluated image: it is RGB anyway, and nothing is filled up without padding. */
const HARMLESS: readonly string[] = ['mode', 'fill_color'];
const READ: readonly string[] = ['size', 'mean', 'std', 'interpolation', 'resize_mode'];

/**
 * The crop begins where torchvision's does, and the shorter side is resized unless the configuration says `squash`.
 * @param json `preprocess_cfg`; what it leaves out, or leaves null, is CLIP's own
 * @param size side of the model's image, in pixels
 * @throws WhylightError ('model-broken') naming the field that cannot be used, `resize_mode: "longest"` above all
 */
export function parseOpenClipPreprocessing(json: unknown, size: number): Preprocessing {
  const fields = (json ?? {}) as Readonly<Record<string, unknown>>;
  const fail = (name: string, expected: string): never => {
    throw new WhylightError(
      'model-broken',
      `The checkpoint's open_clip_config.json says ${quoted(fields[name])} for preprocess_cfg.${name}; it should be ${expected}.`,
    );
  };
  for (const [name, value] of Object.entries(fields))
    if (!READ.includes(name) && !HARMLESS.includes(name) && value !== null)
      fail(name, 'left out, as it is not known here');
  const mode = fields['mode'] ?? 'RGB';
  if (mode !== 'RGB') fail('mode', '"RGB"');
  const sides = [fields['size'] ?? size].flat();
  if (!sides.every((side) => side === size)) fail('size', `${size}, as the model's image_size`);
  const filter = (fields['interpolation'] ?? 'bicubic') as Filter;
  if (!FILTERS.includes(filter)) fail('interpolation', '"bicubic" or "bilinear"');
  const square = { width: size, height: size };
  const way = fields['resize_mode'] ?? 'shortest';
  if (way !== 'shortest' && way !== 'squash')
    fail('resize_mode', '"shortest" or "squash": images filled up at their sides are not read here');
  return {
    ...(way === 'squash'
      ? { resize: square }
      : { resize: { shortestEdge: size }, crop: square, cropStart: 'half-even' as const }),
    ...(filter === 'bicubic' ? {} : { filter }),
    rescale: 1 / 255,
    mean: triple('mean', CLIP_MEAN, (value) => Number.isFinite(value)),
    std: triple('std', CLIP_STD, (value) => Number.isFinite(value) && value > 0),
  };

  function triple(name: string, otherwise: Triple, fits: (value: number) => boolean): Triple {
    const value = fields[name] ?? otherwise;
    const all: readonly unknown[] = Array.isArray(value) ? value : [value, value, value];
    if (all.length === 3 && all.every((one) => typeof one === 'number' && fits(one)))
      return all as unknown as Triple;
    return fail(name, `three ${name === 'std' ? 'positive ' : ''}numbers`);
  }
}
