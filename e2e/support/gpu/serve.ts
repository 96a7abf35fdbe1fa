import path from 'node:path';
import type { Page } from '@playwright/test';
import { build, defaultClientConditions } from 'vite';

const FOLDER = 'e2e/support/gpu';

/**
 * Opens the page of `page.ts`, built as the playground is and served from memory beside it, so that it has the same
 * origin, the same runtime files and the same model.
 */
export async function openGpuPage(page: Page): Promise<void> {
  const result = await build({
    configFile: false,
    logLevel: 'error',
    root: FOLDER,
    base: './',
    resolve: { conditions: ['onnxruntime-web-use-extern-wasm', ...defaultClientConditions] },
    build: { target: 'es2022', write: false, rolldownOptions: { input: path.resolve(FOLDER, 'page.ts') } },
  });
  if (!('output' in result)) throw new Error('The build gave no files.');
  const chunks = new Map(
    result.output.flatMap((file) => (file.type === 'chunk' ? [[file.fileName, file.code]] : [])),
  );
  const entry = result.output.find((file) => file.type === 'chunk' && file.isEntry)!.fileName;
  const headers = {
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Embedder-Policy': 'require-corp',
  };
  await page.route('**/gpu/**', (route) => {
    const name = new URL(route.request().url()).pathname.replace(/^.*?\/gpu\//, '');
    const code = chunks.get(name);
    if (code !== undefined) return route.fulfill({ headers, contentType: 'text/javascript', body: code });
    if (name !== '') return route.fulfill({ status: 404 });
    const body = `<!doctype html><title>WebGPU</title><script type="module" src="./${entry}"></script>`;
    return route.fulfill({ headers, contentType: 'text/html', body });
  });
  await page.goto('./gpu/');
  await page.waitForFunction(() => 'placement' in window);
}
