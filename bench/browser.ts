/** Measures models in Chromium: a small page, built as the playground is. */
import { chromium, type BrowserServer } from '@playwright/test';
import { mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build, defaultClientConditions } from 'vite';
import { serveFolder, type StaticServer } from '../e2e/support/staticServer';
import { findBrowser } from '../scripts/findBrowser.mjs';
import { runtimeFiles } from '../scripts/runtimeFiles.mjs';
import { AS_IT_BEGINS } from './measure';
import type { Sample } from './results';

export interface BrowserTask {
  readonly model: string;
  readonly backend: 'wasm' | 'webgpu';
  readonly threads: number;
  readonly runs: number;
  readonly onStep: (metric: string) => void;
}

const ISOLATED = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

/** The measuring page on a local server, until `close`. */
export class BenchPage {
  private constructor(
    private readonly folder: string,
    private readonly server: StaticServer,
  ) {}

  static async build(): Promise<BenchPage> {
    const folder = await mkdtemp(path.join(tmpdir(), 'whylight-bench-'));
    const root = import.meta.dirname;
    await build({
      configFile: false,
      logLevel: 'error',
      root,
      base: './',
      publicDir: false,
      plugins: [runtimeFiles()],
      resolve: { conditions: ['onnxruntime-web-use-extern-wasm', ...defaultClientConditions] },
      worker: { format: 'es' },
      build: { target: 'es2022', outDir: folder, emptyOutDir: true, reportCompressedSize: false },
    });
    await symlink(path.resolve(root, '../public/models'), path.join(folder, 'models'));
    return new BenchPage(folder, await serveFolder(folder, '/', ISOLATED));
  }

  /** Measures in a fresh browser, so that memory is this model's. @throws Error with the worker's reason */
  async measure({ onStep, ...task }: BrowserTask): Promise<Sample[]> {
    const executablePath = findBrowser();
    const browserServer = await chromium.launchServer({
      ...(executablePath === undefined ? {} : { executablePath }),
      args: ['--no-sandbox', ...(task.backend === 'webgpu' ? ['--enable-unsafe-webgpu'] : [])],
    });
    try {
      const browser = await chromium.connect(browserServer.wsEndpoint());
      const page = await browser.newPage();
      let atFirst: number | undefined;
      await page.exposeFunction('step', async (step: string) => {
        if (step === AS_IT_BEGINS) atFirst = await peakOfRenderer(browserServer);
        else onStep(step);
      });
      await page.goto(this.server.url);
      await page.waitForFunction(() => 'measure' in window);
      const samples = await page.evaluate((given) => window.measure(given), task);
      const atLast = await peakOfRenderer(browserServer);
      const memory = { peakMemory: atFirst, peakMemoryAll: atLast };
      const peaks = Object.entries(memory).flatMap(([metric, peak]): Sample[] =>
        peak === undefined ? [] : [{ metric, values: [peak], unit: 'MB' }],
      );
      return [...samples, ...peaks];
    } finally {
      await browserServer.close();
    }
  }

  async close(): Promise<void> {
    await this.server.close();
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** Largest memory that a page's process ever held, in megabytes (10⁶ bytes); Linux only. */
async function peakOfRenderer(server: BrowserServer): Promise<number | undefined> {
  if (process.platform !== 'linux') return undefined;
  const parents = new Map<number, number>();
  const peaks = new Map<number, number>();
  for (const entry of await readdir('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    // A process may end while the list is read.
    const status = await readFile(`/proc/${entry}/status`, 'utf8').catch(() => '');
    const number = (key: string) => Number(new RegExp(`^${key}:\\s*(\\d+)`, 'm').exec(status)?.[1] ?? NaN);
    parents.set(Number(entry), number('PPid'));
    peaks.set(Number(entry), (number('VmHWM') * 1024) / 1e6);
  }
  const root = server.process().pid;
  const isOurs = (pid: number): boolean => pid === root || (pid > 1 && isOurs(parents.get(pid) ?? 0));
  const ours = [...peaks].filter(([pid, peak]) => isOurs(pid) && Number.isFinite(peak));
  return ours.length === 0 ? undefined : Math.max(...ours.map(([, peak]) => peak));
}
