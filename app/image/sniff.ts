export { imageFormat, type ImageFormat } from '../../src/image/file';
