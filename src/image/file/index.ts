export { CodecRefusal, decodePicture, tooManyBytes, type Codecs } from './decode';
export { badInput, MOST_BYTES } from './reader';
export { imageFormat, type ImageFormat } from './sniff';
