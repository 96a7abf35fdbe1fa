/** The bytes of an ONNX file as protobuf messages: the only place that knows the decoder. */
import { fromBinary } from '@bufbuild/protobuf';
import { OnnxFormatError } from './model';
import { ModelProtoSchema } from './onnx_pb';
import type { ModelProto } from './onnx_pb';

/**
 * Messages within messages; a graph within a graph takes three. Published files nest two or three graphs, and each level
 * costs a stranger's file a few bytes but the reader a stack.
 */
const MOST_LEVELS = 40;

/**
 * Byte fields of the messages, and with them all weights that are stored raw, are views into `bytes`.
 * @throws OnnxFormatError when the bytes are no ONNX model at all
 */
export function parseModel(bytes: Uint8Array): ModelProto {
  try {
    return fromBinary(ModelProtoSchema, bytes, { readUnknownFields: false, recursionLimit: MOST_LEVELS });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new OnnxFormatError(`The bytes are not an ONNX model: ${reason}.`, { cause });
  }
}
