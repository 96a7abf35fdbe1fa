/** Streams, blocks and read-outs: a model as data. Knows no model and no runtime. */
export { blockName, START, withVersions, type AttentionBlock, type BlockPlace } from './blocks';
export { lastVersion, readAt, streamsRead, type ReadOut } from './readout';
export {
  firstPart,
  lengthOf,
  sameStreams,
  streamById,
  streamOf,
  type Grid,
  type Part,
  type PartKind,
  type PlacedPart,
  type Stream,
  type StreamId,
} from './streams';
export { tokensOfWords } from './words';
