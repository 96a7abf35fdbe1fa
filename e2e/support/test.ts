/** The `test` of all browser tests: it knows the backend and holds every page to some rules. */
import { test as base, expect } from '@playwright/test';

export interface PlaygroundOptions {
  /** Backend that the page is asked for by `?backend=`. */
  readonly backend: 'wasm' | 'webgpu';
  /** Errors that a test provokes itself; any other one fails it. */
  readonly mayThrow: RegExp | undefined;
}

interface Fixtures {
  /** Opens the playground on the project's backend; `query` is added to the address. */
  openPlayground(query?: Readonly<Record<string, string>>): Promise<void>;
  /** Checked after each test: the page threw nothing and asked no other origin for anything. */
  wellBehaved: void;
}

export const test = base.extend<Fixtures & PlaygroundOptions>({
  backend: ['wasm', { option: true }],
  mayThrow: [undefined, { option: true }],

  openPlayground: async ({ page, backend }, use) => {
    await use(async (query = {}) => {
      await page.goto(`./?${new URLSearchParams({ backend, ...query }).toString()}`);
    });
  },

  wellBehaved: [
    async ({ page, baseURL, mayThrow }, use) => {
      const errors: string[] = [];
      const foreign: string[] = [];
      const home = new URL(baseURL!).hostname;
      page.on('pageerror', (error) => {
        if (!mayThrow?.test(String(error))) errors.push(String(error));
      });
      page.on('request', (request) => {
        const url = new URL(request.url());
        if (url.protocol.startsWith('http') && url.hostname !== home) foreign.push(url.href);
      });
      await use();
      expect(errors, 'errors thrown in the page').toEqual([]);
      expect(foreign, 'requests to other origins').toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };
