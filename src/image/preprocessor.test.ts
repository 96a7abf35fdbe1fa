import { describe, expect, it } from 'vitest';
import { CLIP_MEAN, CLIP_STD, clipPreprocessing, modelSize, squarePreprocessing } from './config';
import { parseOpenClipPreprocessing } from './openclip';
import { place } from './placement';
import { parsePreprocessing } from './preprocessor';
import { preprocessingOf, statedPreprocessing } from './stated';

const HALF = [0.5, 0.5, 0.5] as const;
const square = { height: 160, width: 160 };

describe('parsePreprocessing', () => {
  it('reads the file of openai/clip-vit-base-patch32', () => {
    const config = parsePreprocessing({
      crop_size: 224,
      do_center_crop: true,
      do_normalize: true,
      do_resize: true,
      feature_extractor_type: 'CLIPFeatureExtractor',
      image_mean: [0.48145466, 0.4578275, 0.40821073],
      image_std: [0.26862954, 0.26130258, 0.27577711],
      resample: 3,
      size: 224,
    });
    expect(config).toEqual(clipPreprocessing(224));
  });

  it('reads the newer spelling', () => {
    const config = parsePreprocessing({
      size: { shortest_edge: 336 },
      crop_size: { height: 320, width: 336 },
      rescale_factor: 0.5,
      do_normalize: false,
    });
    expect(config.resize).toEqual({ shortestEdge: 336 });
    expect(modelSize(config)).toEqual({ width: 336, height: 320 });
    expect([config.rescale, config.mean, config.std]).toEqual([0.5, [0, 0, 0], [1, 1, 1]]);
  });

  it('squashes to height and width, with a crop or without', () => {
    expect(parsePreprocessing({ size: square, do_center_crop: false })).toEqual(squarePreprocessing(160));
    expect(parsePreprocessing({ size: square, crop_size: 96 })).toMatchObject({
      resize: { width: 160, height: 160 },
      crop: { width: 96, height: 96 },
    });
  });

  it('fills in what each image processor does by itself', () => {
    expect(parsePreprocessing({})).toEqual(clipPreprocessing(224));
    expect(parsePreprocessing(undefined, { size: 64 })).toEqual(clipPreprocessing(64));
    const siglip = { image_processor_type: 'SiglipImageProcessorFast', size: 160 };
    expect(parsePreprocessing(siglip)).toEqual(squarePreprocessing(160, HALF, HALF));
    expect(parsePreprocessing({ size: 160 }, { kind: 'Siglip' })).toEqual(parsePreprocessing(siglip));
    expect(parsePreprocessing({ image_processor_type: 'ViTImageProcessor', size: square }).filter).toBe(
      'bilinear',
    );
  });

  it('takes null for nothing said', () => {
    const empty = { size: null, crop_size: null, do_pad: null, image_mean: null, data_format: null };
    expect(parsePreprocessing(empty)).toEqual(clipPreprocessing(224));
  });

  it('leaves bytes as they are where do_rescale is false, and reads the filter', () => {
    expect(parsePreprocessing({ do_rescale: false, rescale_factor: 0.5 }).rescale).toBe(1);
    expect([1, 2, 3].map((resample) => parsePreprocessing({ resample }).filter)).toEqual([
      'lanczos',
      'bilinear',
      undefined,
    ]);
  });

  it.each([
    [[], /is \[\], expected an object/],
    [{ size: 'big' }, /"big" for "size"; it should be a whole number/],
    [{ resample: 0 }, /says 0 for "resample"/],
    [{ image_std: [1, 0, 1] }, /"image_std"; it should be three positive/],
    [{ do_resize: false }, /"do_resize"/],
    [{ do_center_crop: 1 }, /"do_center_crop"/],
    [{ size: 224, do_center_crop: false }, /followed by a crop/],
    [{ size: { shortest_edge: 1, longest_edge: 2 } }, /longest_edge/],
    [{ do_pad: true }, /field "do_pad"/],
    [{ crop_pct: 0.9 }, /field "crop_pct"/],
    [{ image_processor_type: 'BlipImageProcessor' }, /BlipImageProcessor.*CLIP, Siglip, ViT/],
    [{ image_processor_type: 'ViTImageProcessor', do_center_crop: true }, /"do_center_crop"/],
    [{ image_processor_type: 'Siglip2ImageProcessor', max_num_patches: 256 }, /NaFlex/],
  ])('refuses %j by name', (json, message) => {
    expect(() => parsePreprocessing(json)).toThrow(message);
  });
});

describe('parseOpenClipPreprocessing', () => {
  it('fills in CLIP’s own', () => {
    const usual = { ...clipPreprocessing(224), cropStart: 'half-even' };
    expect(parseOpenClipPreprocessing({}, 224)).toEqual(usual);
    expect(
      parseOpenClipPreprocessing(
        { size: [224, 224], mode: 'RGB', interpolation: 'bicubic', resize_mode: 'shortest', mean: null },
        224,
      ),
    ).toEqual(usual);
  });

  it('reads squash, bilinear and own numbers', () => {
    expect(
      parseOpenClipPreprocessing(
        { resize_mode: 'squash', interpolation: 'bilinear', mean: HALF, std: HALF, fill_color: 0 },
        64,
      ),
    ).toEqual({ ...squarePreprocessing(64, HALF, HALF), filter: 'bilinear' });
  });

  it.each([
    [{ resize_mode: 'longest' }, /"longest" for preprocess_cfg.resize_mode/],
    [{ interpolation: 'random' }, /interpolation/],
    [{ size: 256 }, /preprocess_cfg.size; it should be 224/],
    [{ mode: 'L' }, /mode/],
    [{ std: [1, 1, 0] }, /three positive numbers/],
    [{ crop_pct: 0.9 }, /crop_pct/],
  ])('refuses %j by name', (json, message) => {
    expect(() => parseOpenClipPreprocessing(json, 224)).toThrow(message);
  });
});

it('a crop begins at the floor of half a surplus, or at the even number next to it', () => {
  const start = (width: number, cropStart?: 'half-even') =>
    place(width, 10, { ...clipPreprocessing(10), ...(cropStart ? { cropStart } : {}) }).window.x;
  // Surpluses 1, 3, 5, 6: halves 0.5, 1.5, 2.5 and 3.
  expect([11, 13, 15, 16].map((width) => start(width))).toEqual([0, 1, 2, 3]);
  expect([11, 13, 15, 16].map((width) => start(width, 'half-even'))).toEqual([0, 2, 2, 3]);
});

describe('what a manifest states', () => {
  it.each([
    [clipPreprocessing(32)],
    [squarePreprocessing(32, HALF, HALF)],
    [parsePreprocessing({ size: { shortest_edge: 40 }, crop_size: 32, resample: 1, do_rescale: false })],
    [parsePreprocessing({ size: square, crop_size: 96 })],
    [parseOpenClipPreprocessing({}, 32)],
  ])('reads as it was: %j', (config) => {
    expect(preprocessingOf(statedPreprocessing(config)!)).toEqual(config);
  });

  it('has no words for sides that differ', () => {
    const crop = { width: 32, height: 16 };
    const common = { rescale: 1, mean: CLIP_MEAN, std: CLIP_STD };
    expect(statedPreprocessing({ resize: crop, ...common })).toBeUndefined();
    expect(statedPreprocessing({ resize: { shortestEdge: 32 }, crop, ...common })).toBeUndefined();
  });
});
