import { describe, expect, it } from 'vitest';
import { imageFormat, isComplete } from './sniff';
import { fitWithin } from './decode';

const bytes = (...parts: (string | number[])[]): Uint8Array =>
  Uint8Array.from(
    parts.flatMap((part) => (typeof part === 'string' ? [...part].map((c) => c.charCodeAt(0)) : part)),
  );

const PNG = bytes(
  [0x89],
  'PNG\r\n',
  [0x1a],
  '\n',
  [0, 0, 0, 1],
  'IDAT',
  [7, 0, 0, 0, 0],
  [0, 0, 0, 0],
  'IEND',
  [1, 2, 3, 4],
);
// An EXIF segment that holds a whole thumbnail, its end mark included, before the real scan.
const EXIF = [0xff, 0xe1, 0, 6, 0xff, 0xd8, 0xff, 0xd9];
const SCAN = [0xff, 0xda, 0, 2, 1, 2, 3];
const JPEG = bytes([0xff, 0xd8], EXIF, SCAN, [0xff, 0xd9]);

describe('imageFormat', () => {
  it('goes by the content', () => {
    expect(imageFormat(PNG)).toBe('png');
    expect(imageFormat(JPEG)).toBe('jpeg');
    expect(imageFormat(bytes('GIF89a'))).toBe('gif');
    expect(imageFormat(bytes('RIFF', [4, 0, 0, 0], 'WEBP'))).toBe('webp');
    expect(imageFormat(bytes([0, 0, 0, 28], 'ftypavif'))).toBe('avif');
    expect(imageFormat(bytes([0, 0, 0, 28], 'ftypheic'))).toBe('heic');
  });

  it('does not know text, nothing, or a page', () => {
    expect(imageFormat(bytes('hello'))).toBe('unknown');
    expect(imageFormat(bytes())).toBe('unknown');
    expect(imageFormat(bytes('<!doctype html>'))).toBe('unknown');
  });
});

describe('isComplete', () => {
  it('sees a PNG that ends before IEND', () => {
    expect(isComplete(PNG, 'png')).toBe(true);
    expect(isComplete(PNG.subarray(0, 20), 'png')).toBe(false);
  });

  it('is not fooled by the thumbnail of a JPEG that is cut off', () => {
    expect(isComplete(JPEG, 'jpeg')).toBe(true);
    expect(isComplete(JPEG.subarray(0, JPEG.length - 2), 'jpeg')).toBe(false);
    expect(isComplete(JPEG.subarray(0, 11), 'jpeg')).toBe(false);
  });

  it('accepts data behind the end, as phones append it', () => {
    expect(isComplete(bytes([...JPEG], 'MotionPhoto'), 'jpeg')).toBe(true);
  });

  it('goes by the length that WebP states', () => {
    const whole = bytes('RIFF', [8, 0, 0, 0], 'WEBPVP8 ');
    expect(isComplete(whole, 'webp')).toBe(true);
    expect(isComplete(whole.subarray(0, 14), 'webp')).toBe(false);
  });
});

describe('fitWithin', () => {
  it('shrinks the longer side and keeps the shape', () => {
    expect(fitWithin({ width: 9000, height: 6000 }, 1024)).toEqual({ width: 1024, height: 683 });
  });
  it('never enlarges and never vanishes', () => {
    expect(fitWithin({ width: 10, height: 20 }, 1024)).toEqual({ width: 10, height: 20 });
    expect(fitWithin({ width: 5000, height: 1 }, 1024)).toEqual({ width: 1024, height: 1 });
  });
});
