/**
 * The table of pictures in Firefox, where it is installed: the page's own decoder and worker, served from their sources,
 * with protection against fingerprinting switched on, which changes every pixel that is read back from a canvas.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { createServer, type ViteDevServer } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeImageFile } from '../../node/library/image';
import { PICTURES, readExpected } from '../../src/image/file/testing/expected';
import { largePng } from '../../src/image/file/testing/large';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const FIREFOX = ['firefox', 'firefox-esr'].find((name) => spawnSync(name, ['--version']).status === 0);
const LARGE = 'large.png';

interface Report {
  readonly canvasIsTrue: boolean;
  readonly hashes: Readonly<Record<string, string>>;
  /** Of a picture that the page wrote as PNG, as figures hold them, and of the same read again. */
  readonly written: readonly [string, string];
}

/** Decodes every file of the list as the page does, and tells the hashes. */
const PAGE = `<!doctype html><meta charset="utf-8"><script type="module">
  import { decodePicture } from '/app/image/decode.ts';
  import { canvasIsTrue } from '/app/image/canvas.ts';
  import { pngUri } from '/app/image/png.ts';
  const hex = (buffer) => Array.from(new Uint8Array(buffer), (b) => b.toString(16).padStart(2, '0')).join('');
  const hashes = {};
  for (const name of await (await fetch('/table/list')).json()) {
    const file = new File([await (await fetch('/table/' + name)).arrayBuffer()], name);
    hashes[name] = await decodePicture(file).then(
      async ({ pixels }) => hex(await crypto.subtle.digest('SHA-256', pixels.data)),
      (error) => String(error),
    );
  }
  const hash = async ({ data }) => hex(await crypto.subtle.digest('SHA-256', data));
  const pixels = (await decodePicture(new File([await (await fetch('/table/turn-5.jpg')).arrayBuffer()], 'a.jpg'))).pixels;
  const again = new File([await (await fetch(await pngUri(pixels))).blob()], 'again.png');
  const written = [await hash(pixels), await hash((await decodePicture(again)).pixels)];
  await fetch('/table/report', { method: 'POST', body: JSON.stringify({ canvasIsTrue: canvasIsTrue(), hashes, written }) });
</script>`;

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const part of request) body += String(part);
  return body;
}

describe.skipIf(!FIREFOX)('the table of pictures in Firefox (skipped where none is installed)', () => {
  const names = [...Object.keys(readExpected()), LARGE];
  const large = largePng();
  let server: ViteDevServer | undefined;
  let browser: ReturnType<typeof spawn> | undefined;
  let profile = '';
  let report: Report | undefined;

  beforeAll(async () => {
    let done: (report: Report) => void;
    const told = new Promise<Report>((resolve) => (done = resolve));
    server = await createServer({
      root: ROOT,
      configFile: false,
      logLevel: 'error',
      appType: 'custom',
      server: { port: 0, host: '127.0.0.1', hmr: false, watch: null },
      cacheDir: path.join(tmpdir(), 'whylight-firefox-vite'),
      optimizeDeps: { noDiscovery: true, include: [] },
      worker: { format: 'es' },
      plugins: [
        {
          name: 'table',
          configureServer({ middlewares }) {
            middlewares.use((request, response, next) => {
              const asked = request.url?.split('?')[0] ?? '';
              if (asked === '/table/') return response.setHeader('Content-Type', 'text/html').end(PAGE);
              if (!asked.startsWith('/table/')) return next();
              const name = asked.slice('/table/'.length);
              if (name === 'list') return response.end(JSON.stringify(names));
              if (name === LARGE) return response.end(large);
              if (names.includes(name)) return response.end(readFileSync(new URL(name, PICTURES)));
              void bodyOf(request).then((body) => {
                response.end();
                done(JSON.parse(body) as Report);
              });
            });
          },
        },
      ],
    });
    await server.listen();
    profile = await mkdtemp(path.join(tmpdir(), 'whylight-firefox-'));
    const settings = {
      'privacy.resistFingerprinting': true,
      'app.update.enabled': false,
      'browser.shell.checkDefaultBrowser': false,
      'datareporting.policy.dataSubmissionEnabled': false,
      'network.captive-portal-service.enabled': false,
      'toolkit.telemetry.enabled': false,
    };
    const lines = Object.entries(settings).map(([name, value]) => `user_pref("${name}", ${value});`);
    await writeFile(path.join(profile, 'user.js'), lines.join('\n'));
    const address = `${server.resolvedUrls!.local[0]!}table/`;
    browser = spawn(FIREFOX!, ['--headless', '--no-remote', '--profile', profile, address], {
      stdio: 'ignore',
      env: { ...process.env, HOME: profile, MOZ_HEADLESS: '1' },
    });
    report = await told;
  }, 240_000);

  afterAll(async () => {
    browser?.kill();
    await server?.close();
    await rm(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 500 });
  }, 60_000);

  it('tells that the canvas is not true under protection', () => {
    expect(report!.canvasIsTrue).toBe(false);
  });

  it('writes a picture into a figure as it is, though the canvas is not true', () => {
    const [before, after] = report!.written;
    expect(before).toMatch(/^[0-9a-f]{64}$/);
    expect(after).toBe(before);
  });

  it('gives every picture the pixels that Node gives it, those that Pillow gives', async () => {
    for (const [name, { rgba, bytes }] of Object.entries(readExpected())) {
      const here = createHash('sha256');
      here.update((await decodeImageFile(readFileSync(new URL(name, PICTURES)))).data as Uint8Array);
      expect({ name, hash: report!.hashes[name] }).toEqual({
        name,
        hash: bytes === undefined ? rgba : here.digest('hex'),
      });
    }
    const here = createHash('sha256').update((await decodeImageFile(large)).data as Uint8Array);
    expect(report!.hashes[LARGE]).toBe(here.digest('hex'));
  }, 60_000);
});
