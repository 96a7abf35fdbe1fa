/** One operator a case: what the runtime makes of it is what the import has to give. */
import { sizeOf } from '../../tensor/tensor';
import type { ElementType } from '../read/elementTypes';
import type { Feed } from './numbers';
import { seededNumbers } from './seeded';
import { writeModel, type AttributeSpec } from './writeModel';

export interface Case {
  readonly op: string;
  readonly inputs: readonly (Feed | undefined)[];
  readonly attributes?: Readonly<Record<string, AttributeSpec>>;
  readonly outputs?: number;
  /** Version of ONNX's operators; 18 where it is left out. */
  readonly opset?: number;
  /** Inputs that are initializers, as axes, shapes and weights are in files. */
  readonly stored?: readonly number[];
  readonly domain?: string;
  /** Left to the runtime even where all is known. */
  readonly unfolded?: true;
}

let seed = 1;

export const feed = (dtype: ElementType, shape: readonly number[], data: ArrayLike<number>): Feed => ({
  dtype,
  shape,
  data,
});

/** Normal numbers, others for every call. */
export function random(...shape: number[]): Feed {
  const { normal } = seededNumbers(seed++);
  return feed('float32', shape, Float32Array.from({ length: sizeOf(shape) }, normal));
}

/** Numbers from a quarter to two, for roots and logarithms. */
export const positive = (...shape: number[]): Feed => ({
  ...random(...shape),
  data: Float32Array.from(random(...shape).data, (x) => 0.25 + Math.min(1.75, Math.abs(x))),
});

/** Whole numbers from `low` up to but without `high`. */
export function whole(dtype: ElementType, shape: readonly number[], low: number, high: number): Feed {
  const { uniform } = seededNumbers(seed++);
  const data = Float64Array.from({ length: sizeOf(shape) }, () => low + Math.floor(uniform() * (high - low)));
  return feed(dtype, shape, data);
}

export const list = (...numbers: number[]): Feed => feed('int64', [numbers.length], numbers);
export const scalar = (number: number, dtype: ElementType = 'float32'): Feed => feed(dtype, [], [number]);
export const bools = (shape: readonly number[]): Feed => whole('bool', shape, 0, 2);

const inputName = (at: number): string => `x${at}`;

/** The case as a file, with its inputs fed or, where `allStored`, in the file as well. */
export function caseModel(test: Case, allStored: boolean): { file: Uint8Array; feeds: Record<string, Feed> } {
  const { op, domain, inputs, attributes = {}, outputs = 1, opset = 18, stored = [] } = test;
  const isStored = (at: number) => allStored || stored.includes(at);
  const given = inputs.flatMap((input, at) => (input ? [[at, input] as const] : []));
  const pick = (which: boolean) =>
    Object.fromEntries(
      given.filter(([at]) => isStored(at) === which).map(([at, input]) => [inputName(at), input]),
    );
  const feeds = pick(false);
  const names = Array.from({ length: outputs }, (_, i) => `y${i}`);
  const file = writeModel(
    {
      nodes: [
        {
          op,
          ...(domain !== undefined && { domain }),
          inputs: inputs.map((input, at) => (input ? inputName(at) : '')),
          outputs: names,
          attributes,
        },
      ],
      inputs: feeds,
      outputs: names,
      initializers: pick(true),
    },
    { '': opset },
  );
  return { file, feeds };
}

export function caseTitle({ op, inputs, attributes = {}, opset }: Case): string {
  const shapes = inputs.map((input) => (input ? `${input.dtype}[${input.shape.join()}]` : '–')).join(' ');
  const settings = Object.entries(attributes).map(([name, value]) => {
    const text = typeof value === 'object' && !Array.isArray(value) ? '…' : String(value);
    return `${name}=${text}`;
  });
  return [op, shapes, ...settings, ...(opset === undefined ? [] : [`opset ${opset}`])].join(' ');
}
