import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { init } from '@jsquash/jpeg/encode.js';
import type { Pixels } from '../../src/image/pixels';
import type { ImageCodec } from '../../src/ask';

/** The JPEG codec of links. The page runs the same program, so both decode a link's picture to the same bytes. */
export async function loadLinkCodec(): Promise<ImageCodec> {
  const [encoder, decoder] = await Promise.all([
    import('@jsquash/jpeg/encode.js'),
    import('@jsquash/jpeg/decode.js'),
  ]);
  await Promise.all([
    encoder.init(await compiled('@jsquash/jpeg/codec/enc/mozjpeg_enc.wasm')),
    decoder.init(await compiled('@jsquash/jpeg/codec/dec/mozjpeg_dec.wasm')),
  ]);
  return {
    async encode({ width, height, data }, quality) {
      // The encoder reads these three of what a browser calls ImageData.
      const image = { width, height, data: Uint8ClampedArray.from(data) };
      return new Uint8Array(
        await encoder.default(image as Parameters<typeof encoder.default>[0], { quality }),
      );
    },
    async decode(bytes) {
      return (await decoder.default(Uint8Array.from(bytes).buffer)) as Pixels;
    },
  };
}

const require = createRequire(import.meta.url);

type CompiledModule = Exclude<Parameters<typeof init>[0], undefined>;

/** Node has WebAssembly; its type definitions do not say so. */
const { Module } = (
  globalThis as unknown as { WebAssembly: { Module: new (bytes: Uint8Array) => CompiledModule } }
).WebAssembly;

async function compiled(name: string): Promise<CompiledModule> {
  return new Module(await readFile(require.resolve(name)));
}
