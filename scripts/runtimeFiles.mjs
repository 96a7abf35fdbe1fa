import { createReadStream } from 'node:fs';
import { copyFile, mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';

/** JSPI (Chromium), Asyncify (WebGPU elsewhere) and plain WASM: one is chosen when the page runs. */
const BUILDS = ['.jspi', '.asyncify', ''];

/** Names of the runtime's files, as onnxruntime-web looks for them under `env.wasm.wasmPaths`. */
export const RUNTIME_FILES = BUILDS.flatMap((build) => [
  `ort-wasm-simd-threaded${build}.mjs`,
  `ort-wasm-simd-threaded${build}.wasm`,
]);

/** Folder of onnxruntime-web's built files inside node_modules. */
function runtimeFolder() {
  const require = createRequire(import.meta.url);
  return path.dirname(require.resolve('onnxruntime-web/ort-wasm-simd-threaded.wasm'));
}

/**
 * Vite plugin: ONNX Runtime's files under `ort/`, copied into the build and served by the development server as they
 * are. They are neither bundled nor taken from a CDN: the page gives their address to the worker when it runs.
 *
 * @returns {import('vite').Plugin}
 */
export function runtimeFiles() {
  const folder = runtimeFolder();
  return {
    name: 'whylight:runtime-files',
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        const name = /^\/ort\/([^/?]+)/.exec(request.url ?? '')?.[1];
        if (name === undefined || !RUNTIME_FILES.includes(name)) return next();
        response.setHeader('Content-Type', name.endsWith('.wasm') ? 'application/wasm' : 'text/javascript');
        for (const [header, value] of Object.entries(server.config.server.headers ?? {})) {
          if (value !== undefined) response.setHeader(header, value);
        }
        createReadStream(path.join(folder, name)).on('error', next).pipe(response);
      });
    },
    async writeBundle(options) {
      const target = path.join(options.dir ?? 'dist', 'ort');
      await mkdir(target, { recursive: true });
      await Promise.all(
        RUNTIME_FILES.map((name) => copyFile(path.join(folder, name), path.join(target, name))),
      );
    },
  };
}
