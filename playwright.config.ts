import { defineConfig } from '@playwright/test';
import type { PlaygroundOptions } from './e2e/support/test';
import { isWhole } from './e2e/support/whole';
import { findBrowser } from './scripts/findBrowser.mjs';

const port = Number(process.env['E2E_PORT'] ?? 4319);
const executablePath = findBrowser();

/** The browser talks to nobody but the local server, and runs as root in a container. */
const args = [
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // A camera that shows a moving pattern.
  '--use-fake-device-for-media-stream',
  // Memory is measured when it is asked for, not at the next collection, a quarter of a minute away.
  '--enable-blink-features=ForceEagerMeasureMemory',
];
/** WebGPU without a GPU: right, but slow, so only tests tagged @webgpu run on it. */
const softwareGpu = ['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader'];

const launch = (more: string[] = []) => ({
  args: [...args, ...more],
  ...(executablePath === undefined ? {} : { executablePath }),
});

/**
 * The bundled model takes minutes on the software adapter, so there the main job alone is run with it (e2e/main); that a
 * link is reproduced is seen on WASM, and on WebGPU with WHYLIGHT_E2E=all.
 */
const tooSlowOnGpu = isWhole ? [] : [/\/share\//];

export default defineConfig<PlaygroundOptions>({
  testDir: 'e2e',
  testMatch: '**/*.spec.ts',
  outputDir: 'test-results/browser',
  // One at a time: the model takes all cores, and a busy machine would make tests fail by time.
  workers: 1,
  fullyParallel: false,
  // A machine that does other work as well may miss a limit once.
  retries: process.env['CI'] ? 1 : 0,
  forbidOnly: Boolean(process.env['CI']),
  timeout: 180_000,
  expect: { timeout: 60_000 },
  use: {
    baseURL: `http://127.0.0.1:${port}/`,
    viewport: { width: 1440, height: 900 },
    // Less than a test's own time, so that what is missing is named; enough for software WebGPU.
    actionTimeout: 90_000,
    // A trace copies the whole page at every step, which on two busy cores costs more than the test itself.
    trace: 'off',
    screenshot: 'only-on-failure',
    serviceWorkers: 'block',
  },
  projects: [
    {
      name: 'wasm',
      use: { backend: 'wasm', launchOptions: launch() },
      grepInvert: /@webgpu-only/,
    },
    {
      name: 'webgpu',
      testIgnore: tooSlowOnGpu,
      use: { backend: 'webgpu', launchOptions: launch(softwareGpu) },
      grep: /@webgpu/,
    },
  ],
  webServer: {
    command: `node node_modules/vite/bin/vite.js preview --host 127.0.0.1 --port ${port} --strictPort`,
    url: `http://127.0.0.1:${port}/`,
    reuseExistingServer: false,
    timeout: 60_000,
  },
});
