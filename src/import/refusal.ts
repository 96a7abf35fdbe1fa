import { WhylightError } from '../tensor/error';
import { shortened } from '../tensor/quote';

/** Why a file is not taken, for whoever has to decide what to offer instead; the message says it in a sentence. */
export type RefusalReason =
  /** Not an ONNX file, or one that contradicts itself. */
  | 'broken'
  /** Written for a newer version of ONNX than is known here. */
  | 'version'
  /** An operator that is not known here, or a form of it. */
  | 'operator'
  /** An operator of a vendor that is not known here. */
  | 'domain'
  /** An element type that is not computed with here. */
  | 'element-type'
  /** A file beside this one is missing or too short. */
  | 'external-data'
  /** Shapes, branches or repetitions that only values decide. */
  | 'values'
  /** A loop or a recurrent cell. */
  | 'loop'
  /** A graph for training. */
  | 'training'
  /** An input's shape is not known, or does not fit the file. */
  | 'shape'
  /** Keys or values of earlier steps that are not empty. */
  | 'cache'
  /** More to compute or to hold than is sensible here. */
  | 'size';

/** A file that cannot be imported, in one sentence that names the reason and what to do. */
export class Refusal extends WhylightError {
  constructor(
    readonly reason: RefusalReason,
    message: string,
    options?: ErrorOptions,
  ) {
    super('model-broken', message, options);
    this.name = 'Refusal';
  }
}

/** A name that a file gives something, for a sentence: quoted, on one line, never long. */
export const named = (name: string): string => `"${shortened(name, 60)}"`;

/** A shape for a sentence; a stranger's may have very many axes. */
export function shapeText(shape: readonly (number | string)[]): string {
  const shown = shape.slice(0, 8).map((dim) => (typeof dim === 'string' ? shortened(dim, 20) : String(dim)));
  return `[${shown.join(', ')}${shape.length > 8 ? ', …' : ''}]`;
}
