import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { ImageCodec } from '../src/permalink';

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
      const { width, height, data } = await decoder.default(Uint8Array.from(bytes).buffer);
      return { width, height, data };
    },
  };
}

const require = createRequire(import.meta.url);

/** Node has WebAssembly; its type definitions do not say so. */
const { Module } = (globalThis as unknown as { WebAssembly: { Module: new (bytes: Uint8Array) => object } })
  .WebAssembly;

async function compiled(name: string): Promise<CompiledModule> {
  return new Module(await readFile(require.resolve(name))) as CompiledModule;
}

type CompiledModule = Parameters<typeof import('@jsquash/jpeg/encode.js').init>[0] & object;
