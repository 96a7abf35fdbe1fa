import { sizeOf } from '../../tensor/tensor';
import { bytesPerElement } from './dtypes';
import { OnnxFormatError } from './model';
import type { PlainInitializer } from './model';

/** @throws OnnxFormatError unless the initializer is stored in exactly one place, in as many bytes as its shape asks for */
export function checkStorage({ name, dtype, shape, data, external }: PlainInitializer): void {
  const where = `initializer "${name}"`;
  if ((data === undefined) === (external === undefined)) {
    throw new OnnxFormatError(
      `The ${where} has ${data === undefined ? 'neither data nor' : 'both data and'} external data; expected one.`,
    );
  }
  if (shape.some((dim) => !Number.isSafeInteger(dim) || dim < 0)) {
    throw new OnnxFormatError(`The ${where} has shape [${shape.join(', ')}]; expected sizes of 0 or more.`);
  }
  if (external !== undefined && external.location === '') {
    throw new OnnxFormatError(`The ${where} has external data without a file name.`);
  }
  if (external !== undefined && !(Number.isSafeInteger(external.offset) && external.offset >= 0)) {
    throw new OnnxFormatError(
      `The ${where} has external data at offset ${external.offset}; expected 0 or more.`,
    );
  }
  const bytes = data?.length ?? external!.length;
  const expected = sizeOf(shape) * bytesPerElement(dtype);
  if (bytes !== expected) {
    throw new OnnxFormatError(
      `The ${where} has ${bytes} bytes; expected ${expected} for ${dtype} of shape [${shape.join(', ')}].`,
    );
  }
}
