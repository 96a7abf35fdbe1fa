/** The WebAssembly codecs of pictures on Node; the page runs the same programs (`workers/pictures/codecs.ts`). */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { CodecRefusal, type Codecs } from '../../src/image/file';
import type { Pixels } from '../../src/image/pixels';

/** What each of the three packages brings; `init` makes a fresh instance. */
interface Decoder {
  readonly init: (module: CompiledModule) => Promise<void>;
  readonly decode: (bytes: ArrayBuffer) => Promise<Pixels | null>;
}

/** A `WebAssembly.Module`, which Node's type definitions do not name. */
type CompiledModule = object;

/** Node has WebAssembly; its type definitions do not say so. */
const { Module } = (
  globalThis as unknown as { WebAssembly: { Module: new (bytes: Uint8Array) => CompiledModule } }
).WebAssembly;

const require = createRequire(import.meta.url);

/** One decoder, compiled when a file asks for it. */
function codec(file: string, load: () => Promise<Decoder>): (bytes: Uint8Array) => Promise<Pixels> {
  let compiled: Promise<CompiledModule> | undefined;
  let ready: Decoder | undefined;
  return async (bytes) => {
    const decoder = ready ?? (await load());
    compiled ??= readFile(require.resolve(file)).then((program) => new Module(program));
    if (!ready) await decoder.init(await compiled);
    ready = decoder;
    try {
      const pixels = await decoder.decode(Uint8Array.from(bytes).buffer);
      if (pixels) return pixels;
      throw new CodecRefusal();
    } catch (error) {
      // What it has done to its memory is unknown: the next file gets another instance.
      ready = undefined;
      throw error instanceof RangeError ? error : new CodecRefusal('', { cause: error });
    }
  };
}

export const nodeCodecs: Codecs = {
  jpeg: codec('@jsquash/jpeg/codec/dec/mozjpeg_dec.wasm', async () => {
    const { init, default: decode } = await import('@jsquash/jpeg/decode.js');
    return { init, decode: async (bytes) => (await decode(bytes)) as Pixels };
  }),
  webp: codec('@jsquash/webp/codec/dec/webp_dec.wasm', async () => {
    const { init, default: decode } = await import('@jsquash/webp/decode.js');
    return { init: init as Decoder['init'], decode: async (bytes) => (await decode(bytes)) as Pixels };
  }),
  avif: codec('@jsquash/avif/codec/dec/avif_dec.wasm', async () => {
    const { init, default: decode } = await import('@jsquash/avif/decode.js');
    return { init: init as Decoder['init'], decode: async (bytes) => (await decode(bytes)) as Pixels | null };
  }),
};
