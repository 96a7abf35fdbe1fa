/** Size of the page's own code, gzipped: what is fetched before anything is clicked, and what comes when it is needed. */
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { build, type Manifest } from 'vite';
import type { Sample } from './results';

/** Parts that must not be in the first load. */
const LAZY = [
  'app/header/Tour.tsx',
  'app/editor/Editor.tsx',
  'app/header/SharePanel.tsx',
  'app/header/MorePanel.tsx',
  'app/methods/MethodList.tsx',
  'app/middle/ViewMenu.tsx',
  'app/inspector/Understand.tsx',
  'app/inspector/Test.tsx',
  'app/inspector/Truth.tsx',
];

/**
 * Builds the page and weighs it: `codePage`, the entry with all that it imports and its styles; `codeWorkers`, what runs
 * beside it from the start: the explaining worker, the runtime's JavaScript (the largest of the three builds, of which a
 * browser fetches one) and the service worker; `codeFirst`, both; `codeLater`, parts that a click fetches. Kilobytes (1000
 * bytes), each file gzipped as a server does it; without model, pictures, fonts, WebAssembly and its glue.
 * @throws Error when a part that is to be loaded later is in the first load
 */
export async function measureCode(): Promise<Sample[]> {
  const folder = await mkdtemp(path.join(tmpdir(), 'whylight-size-'));
  try {
    await build({
      root: path.join(import.meta.dirname, '..'),
      logLevel: 'error',
      publicDir: false,
      build: { outDir: folder, emptyOutDir: true, manifest: true },
    });
    const manifest = JSON.parse(await readFile(path.join(folder, '.vite/manifest.json'), 'utf8')) as Manifest;
    const names = ['sw.js', ...(await readdir(path.join(folder, 'assets'))).map((name) => `assets/${name}`)];
    const sizes = new Map<string, number>();
    for (const name of names.filter((file) => /\.(js|css)$/.test(file)))
      sizes.set(name, gzipSync(await readFile(path.join(folder, name)), { level: 9 }).length / 1000);
    const sum = (files: Iterable<string>) => [...files].reduce((total, file) => total + sizes.get(file)!, 0);
    const like = (pattern: RegExp) => [...sizes.keys()].filter((file) => pattern.test(file));
    const page = sum(firstLoad(manifest));
    const runtimes = like(/\/ort\.\w+\.min-/);
    const runtime = Math.max(...runtimes.map((file) => sizes.get(file)!));
    const workers = sum(like(/\/explain\.worker-|^sw\.js$/)) + runtime;
    const kB = (metric: string, value: number): Sample => ({ metric, values: [value], unit: 'kB' });
    return [
      kB('codePage', page),
      kB('codeWorkers', workers),
      kB('codeFirst', page + workers),
      kB('codeLater', sum(sizes.keys()) - sum(runtimes) + runtime - page - workers),
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Files that the page's entry fetches by static imports, with their styles. */
function firstLoad(manifest: Manifest): Set<string> {
  const files = new Set<string>();
  const visit = (key: string) => {
    const { file, css = [], imports = [] } = manifest[key]!;
    if (files.has(file)) return;
    if (LAZY.includes(key)) throw new Error(`${key} is part of the first load; import it when it is needed.`);
    [file, ...css].forEach((name) => files.add(name));
    imports.forEach(visit);
  };
  visit('index.html');
  return files;
}
