/** Preprocessing as a model's manifest states it: images are square. */
import type { CropStart, Preprocessing, Triple } from './config';
import type { Filter } from './filters';

export interface StatedPreprocessing {
  /** Side of the square image that the model sees, in pixels. */
  readonly size: number;
  /** `square`: both sides brought to `edge`; `shortest-edge`: the shorter one. Then the centre is cropped to `size`. */
  readonly resize: 'square' | 'shortest-edge';
  /** Pixels; `size` when left out. */
  readonly edge?: number | undefined;
  /** As in `Preprocessing`. */
  readonly cropStart?: CropStart | undefined;
  readonly resample?: Filter | undefined;
  /** Factor from bytes to what `mean` and `std` speak of; 1/255 when left out. */
  readonly rescale?: number | undefined;
  readonly mean: Triple;
  readonly std: Triple;
}

/** What a manifest states, as `preprocess` takes it. */
export function preprocessingOf(stated: StatedPreprocessing): Preprocessing {
  const { size, edge = size, cropStart, resample: filter, rescale = 1 / 255, mean, std } = stated;
  const crop = { width: size, height: size };
  const shape =
    stated.resize === 'shortest-edge'
      ? { resize: { shortestEdge: edge }, crop }
      : { resize: { width: edge, height: edge }, ...(edge === size ? {} : { crop }) };
  return {
    ...shape,
    ...(cropStart === undefined || cropStart === 'floor' ? {} : { cropStart }),
    ...(filter === undefined || filter === 'bicubic' ? {} : { filter }),
    rescale,
    mean,
    std,
  };
}

/** The inverse; undefined for what a manifest has no words for: sides that differ. */
export function statedPreprocessing({ resize, crop, cropStart, filter, rescale, mean, std }: Preprocessing) {
  const shortest = 'shortestEdge' in resize ? resize.shortestEdge : undefined;
  const side = 'shortestEdge' in resize ? undefined : square(resize);
  const edge = shortest ?? side;
  const size = crop === undefined ? side : square(crop);
  if (edge === undefined || size === undefined) return undefined;
  return {
    size,
    resize: shortest === undefined ? ('square' as const) : ('shortest-edge' as const),
    ...(edge === size ? {} : { edge }),
    ...(cropStart === undefined ? {} : { cropStart }),
    ...(rescale === 1 / 255 ? {} : { rescale }),
    mean: [...mean] as [number, number, number],
    std: [...std] as [number, number, number],
    resample: filter ?? ('bicubic' as const),
  };
}

const square = ({
  width,
  height,
}: {
  readonly width: number;
  readonly height: number;
}): number | undefined => (width === height ? width : undefined);
