/** Pillow's resampling kernels, evaluated in its order of operations: the bytes of a resized image depend on it. */
export type Filter = 'bicubic' | 'bilinear' | 'lanczos';

export interface Kernel {
  /** Half-width in source pixels at scale 1. */
  readonly support: number;
  /** Weight at a distance, before all weights of an output sample are brought to the sum 1. */
  readonly weight: (x: number) => number;
}

/** Keys's cubic convolution kernel with a = −0.5 (Keys 1981, eq. 4). */
function cubic(x: number): number {
  const a = -0.5;
  const d = Math.abs(x);
  if (d < 1) return ((a + 2) * d - (a + 3)) * d * d + 1;
  if (d < 2) return (((d - 5) * d + 8) * d - 4) * a;
  return 0;
}

const triangle = (x: number): number => Math.max(1 - Math.abs(x), 0);

const sinc = (x: number): number => (x === 0 ? 1 : Math.sin(x * Math.PI) / (x * Math.PI));

/** sin(πx)/(πx) within three of its lobes, weighted by the middle one stretched over them (Duchon 1979). */
const lanczos = (x: number): number => (x >= -3 && x < 3 ? sinc(x) * sinc(x / 3) : 0);

export const KERNELS: Readonly<Record<Filter, Kernel>> = {
  bicubic: { support: 2, weight: cubic },
  bilinear: { support: 1, weight: triangle },
  lanczos: { support: 3, weight: lanczos },
};
