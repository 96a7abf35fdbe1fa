import { describe, expect, it } from 'vitest';
import { imageFormat } from './sniff';

const bytes = (...parts: (string | number[])[]): Uint8Array =>
  Uint8Array.from(
    parts.flatMap((part) => (typeof part === 'string' ? [...part].map((c) => c.charCodeAt(0)) : part)),
  );

describe('imageFormat', () => {
  it('goes by the content', () => {
    expect(imageFormat(bytes([0x89], 'PNG\r\n'))).toBe('png');
    expect(imageFormat(bytes([0xff, 0xd8, 0xff, 0xe1]))).toBe('jpeg');
    expect(imageFormat(bytes('GIF89a'))).toBe('gif');
    expect(imageFormat(bytes('RIFF', [4, 0, 0, 0], 'WEBP'))).toBe('webp');
    expect(imageFormat(bytes('BM'))).toBe('bmp');
    expect(imageFormat(bytes('II', [42, 0]))).toBe('tiff');
    expect(imageFormat(bytes('MM', [0, 42]))).toBe('tiff');
  });

  it('tells AVIF by any of its brands, and HEIC by its own', () => {
    expect(imageFormat(bytes([0, 0, 0, 16], 'ftypavif', [0, 0, 0, 0]))).toBe('avif');
    expect(imageFormat(bytes([0, 0, 0, 24], 'ftypmif1', [0, 0, 0, 0], 'miafavif'))).toBe('avif');
    // A brand behind the end of the box is none.
    expect(imageFormat(bytes([0, 0, 0, 20], 'ftypmif1', [0, 0, 0, 0], 'miafavif'))).toBe('heic');
    expect(imageFormat(bytes([0, 0, 0, 16], 'ftypheic', [0, 0, 0, 0]))).toBe('heic');
  });

  it('does not know text, nothing, a page, or a film', () => {
    expect(imageFormat(bytes('hello'))).toBe('unknown');
    expect(imageFormat(bytes())).toBe('unknown');
    expect(imageFormat(bytes('<!doctype html>'))).toBe('unknown');
    expect(imageFormat(bytes([0, 0, 0, 16], 'ftypisom', [0, 0, 0, 0]))).toBe('unknown');
  });
});
