/** RGB and RGBA samples as opaque RGBA pixels: what is seen through lies on white, as transformers' processor lays it. */

/** round((c·a + 255·(255 − a)) / 255), a byte; equal to Pillow's `alpha_composite` on white for every c and a. */
export function onWhite(c: number, alpha: number): number {
  const biased = c * alpha + 255 * (255 - alpha) + 128;
  return (biased + (biased >> 8)) >> 8;
}

/** Lays RGBA pixels on white in place; afterwards all are opaque. */
export function layOnWhite(data: Uint8ClampedArray | Uint8Array): void {
  for (let at = 3; at < data.length; at += 4) {
    const alpha = data[at]!;
    if (alpha === 255) continue;
    data[at - 3] = onWhite(data[at - 3]!, alpha);
    data[at - 2] = onWhite(data[at - 2]!, alpha);
    data[at - 1] = onWhite(data[at - 1]!, alpha);
    data[at] = 255;
  }
}

/** 256 colours, 4 bytes each, laid on white; entries that nobody gave are black. */
export class Palette {
  readonly rgba = new Uint8Array(256 * 4);

  constructor() {
    for (let i = 3; i < this.rgba.length; i += 4) this.rgba[i] = 255;
  }

  set(index: number, r: number, g: number, b: number): void {
    this.rgba.set([r, g, b], index * 4);
  }

  setAlpha(index: number, alpha: number): void {
    this.rgba[index * 4 + 3] = alpha;
  }

  /** The colours as 32-bit words in the order of this machine's memory; alpha has been laid on white. */
  words(): Uint32Array {
    layOnWhite(this.rgba);
    return new Uint32Array(this.rgba.buffer);
  }
}
