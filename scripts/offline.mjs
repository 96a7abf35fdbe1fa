import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const SERVICE = fileURLToPath(new URL('../workers/offline/service.worker.ts', import.meta.url));

/** The service worker's own name: at the top, since it rules what lies below it. */
const NAME = 'sw.js';

/**
 * Vite plugin, for the build: the page's Content-Security-Policy as its first `<meta>`, and `sw.js`, which knows the
 * SHA-256 of every file that the build wrote, whatever its size.
 *
 * @param {{ readonly pagePolicy: string }} options
 * @returns {import('vite').Plugin}
 */
export function offline({ pagePolicy }) {
  let folder = 'dist';
  return {
    name: 'whylight:offline',
    apply: 'build',
    configResolved({ root, build: { outDir } }) {
      folder = path.resolve(root, outDir);
    },
    transformIndexHtml: () => [
      {
        tag: 'meta',
        attrs: { 'http-equiv': 'Content-Security-Policy', content: pagePolicy },
        injectTo: 'head-prepend',
      },
    ],
    closeBundle: {
      order: 'post',
      sequential: true,
      async handler() {
        await writeService(folder, await digests(folder));
      },
    },
  };
}

/**
 * SHA-256 in base64 of every file of a folder, by its path with forward slashes, in order.
 *
 * @param {string} folder
 * @returns {Promise<Record<string, string>>}
 */
export async function digests(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'))
    .filter((name) => name !== NAME)
    .sort();
  /** @type {Record<string, string>} */
  const found = {};
  for (const name of names) {
    const bytes = await readFile(path.join(folder, name));
    found[name] = createHash('sha256').update(bytes).digest('base64');
  }
  return found;
}

/**
 * @param {string} folder
 * @param {Record<string, string>} files
 */
async function writeService(folder, files) {
  await build({
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    define: { WHYLIGHT_FILES: JSON.stringify(files) },
    build: {
      outDir: folder,
      emptyOutDir: false,
      target: 'es2022',
      reportCompressedSize: false,
      rolldownOptions: {
        input: SERVICE,
        // A classic script, which every browser takes as a service worker.
        output: { format: 'iife', entryFileNames: NAME },
      },
    },
  });
}
