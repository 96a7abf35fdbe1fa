/** The WebAssembly codecs of pictures in the page's worker, each fetched when a file asks for it. Node runs the same ones. */
import avifUrl from '@jsquash/avif/codec/dec/avif_dec.wasm?url';
import jpegUrl from '@jsquash/jpeg/codec/dec/mozjpeg_dec.wasm?url';
import webpUrl from '@jsquash/webp/codec/dec/webp_dec.wasm?url';
import { CodecRefusal, type Codecs } from '../../src/image/file';
import type { Pixels } from '../../src/image/pixels';

/** What each of the packages brings; `init` makes a fresh instance. */
interface Decoder {
  readonly init: (module: WebAssembly.Module) => Promise<void>;
  readonly decode: (bytes: ArrayBuffer) => Promise<Pixels | null>;
}

/** The codec's file did not come: the network's fault, not the picture's. */
export class CodecMissing extends Error {
  override readonly name = 'CodecMissing';
}

function codec(url: string, load: () => Promise<Decoder>): (bytes: Uint8Array) => Promise<Pixels> {
  let parts: Promise<readonly [Decoder, WebAssembly.Module]> | undefined;
  let isReady = false;
  return async (bytes) => {
    parts ??= Promise.all([load(), compiled(url)]).catch((error: unknown) => {
      parts = undefined;
      throw error instanceof CodecMissing ? error : new CodecMissing('', { cause: error });
    });
    const [decoder, module] = await parts;
    if (!isReady) await decoder.init(module);
    isReady = true;
    try {
      const whole = bytes.byteLength === bytes.buffer.byteLength ? bytes : bytes.slice();
      const pixels = await decoder.decode(whole.buffer as ArrayBuffer);
      if (pixels) return { width: pixels.width, height: pixels.height, data: pixels.data };
      throw new CodecRefusal();
    } catch (error) {
      // What it has done to its memory is unknown: the next file gets another instance.
      isReady = false;
      throw error instanceof RangeError ? error : new CodecRefusal('', { cause: error });
    }
  };
}

async function compiled(url: string): Promise<WebAssembly.Module> {
  const response = await fetch(url);
  if (!response.ok) throw new CodecMissing();
  return WebAssembly.compile(await response.arrayBuffer());
}

export const webCodecs: Codecs = {
  jpeg: codec(jpegUrl, async () => {
    const { init, default: decode } = await import('@jsquash/jpeg/decode.js');
    return { init, decode };
  }),
  webp: codec(webpUrl, async () => {
    const { init, default: decode } = await import('@jsquash/webp/decode.js');
    return { init: init as Decoder['init'], decode };
  }),
  avif: codec(avifUrl, async () => {
    const { init, default: decode } = await import('@jsquash/avif/decode.js');
    return { init: init as Decoder['init'], decode };
  }),
};
