/** The JPEG codec of links in the page; fetched when a link with a photograph is made or opened. */
import decoderUrl from '@jsquash/jpeg/codec/dec/mozjpeg_dec.wasm?url';
import encoderUrl from '@jsquash/jpeg/codec/enc/mozjpeg_enc.wasm?url';
import type { ImageCodec } from '../../src/ask';

let loading: Promise<ImageCodec> | undefined;

/** The codec, loaded once; a failed load is tried again at the next call. */
export function linkCodec(): Promise<ImageCodec> {
  loading ??= load().catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

async function load(): Promise<ImageCodec> {
  const [encoder, decoder] = await Promise.all([
    import('@jsquash/jpeg/encode.js'),
    import('@jsquash/jpeg/decode.js'),
  ]);
  await Promise.all([encoder.init(await compiled(encoderUrl)), decoder.init(await compiled(decoderUrl))]);
  return {
    async encode({ width, height, data }, quality) {
      const image = new ImageData(Uint8ClampedArray.from(data), width, height);
      return new Uint8Array(await encoder.default(image, { quality }));
    },
    decode: (bytes) => decoder.default(Uint8Array.from(bytes).buffer),
  };
}

async function compiled(url: string): Promise<WebAssembly.Module> {
  const response = await fetch(url).catch(() => undefined);
  if (!response?.ok)
    throw new Error('The picture codec of links did not load; check the connection and try again.');
  return WebAssembly.compile(await response.arrayBuffer());
}
