/**
 * What an upload of 12 megapixels takes in Chromium: `node bench/pictures.mjs [--chromium PATH]`. In one run, in turn: the
 * way before (the browser decodes and shrinks to 1,024, a canvas is read back) and the page's decoder in its worker; each with
 * what the model's worker does with the pixels before its network: a copy, SHA-256, CLIP's preprocessing at 224. Medians of
 * five in milliseconds, after one that is not counted; and that first one, with the worker started and the codec fetched.
 */
import { chromium } from '@playwright/test';
import sharp from 'sharp';
import { createServer } from 'vite';
import { findBrowser } from '../scripts/findBrowser.mjs';

const WIDTH = 4000;
const HEIGHT = 3000;

/** Waves with grain, as RGB. */
function photograph() {
  const data = Buffer.alloc(WIDTH * HEIGHT * 3);
  let seed = 1;
  for (let i = 0, at = 0; i < WIDTH * HEIGHT; i++) {
    const [x, y] = [i % WIDTH, Math.floor(i / WIDTH)];
    seed = (Math.imul(seed, 1664525) + 1013904223) | 0;
    const grain = ((seed >>> 24) - 128) / 16;
    data[at++] = 127 + 100 * Math.sin(x / 170 + y / 230) + grain;
    data[at++] = 127 + 100 * Math.cos(x / 310 - y / 150) + grain;
    data[at++] = (x / 16 + y / 12 + 64 + grain) % 256;
  }
  return sharp(data, { raw: { width: WIDTH, height: HEIGHT, channels: 3 } });
}

const PAGE = `<!doctype html><script type="module">
  import { decodePicture } from '/app/image/decode.ts';
  import { preprocess } from '/src/image/preprocess.ts';
  import { clipPreprocessing } from '/src/image/config.ts';
  async function before(file) {
    const image = new Image();
    image.src = URL.createObjectURL(file);
    await new Promise((done) => (image.onload = done));
    URL.revokeObjectURL(image.src);
    const scale = 1024 / Math.max(image.naturalWidth, image.naturalHeight);
    const [resizeWidth, resizeHeight] = [image.naturalWidth * scale, image.naturalHeight * scale].map(Math.round);
    const bitmap = await createImageBitmap(file, { resizeWidth, resizeHeight, resizeQuality: 'high' });
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [resizeWidth, resizeHeight];
    const context = canvas.getContext('2d', { willReadFrequently: true });
    context.drawImage(bitmap, 0, 0);
    const { width, height, data } = context.getImageData(0, 0, resizeWidth, resizeHeight);
    return { width, height, data };
  }
  const now = async (file) => (await decodePicture(file)).pixels;
  async function timed(read, bytes, name) {
    const start = performance.now();
    const pixels = await read(new File([bytes], name));
    const decoded = performance.now();
    const copy = structuredClone(pixels);
    await crypto.subtle.digest('SHA-256', copy.data);
    preprocess(copy, clipPreprocessing(224));
    return { decoded: decoded - start, all: performance.now() - start };
  }
  window.measure = async (name) => {
    const bytes = await (await fetch('/pictures/' + name)).arrayBuffer();
    const runs = [];
    for (let i = 0; i < 6; i++) runs.push([await timed(before, bytes, name), await timed(now, bytes, name)]);
    return runs;
  };
</script>`;

const picture = photograph();
const files = {
  'photo.jpg': await picture.clone().jpeg({ quality: 90 }).toBuffer(),
  'photo.png': await picture.clone().png().toBuffer(),
  'photo.webp': await picture.clone().webp({ quality: 80 }).toBuffer(),
};
const server = await createServer({
  configFile: false,
  logLevel: 'error',
  appType: 'custom',
  server: { port: 0, host: '127.0.0.1', hmr: false, watch: null },
  optimizeDeps: { noDiscovery: true, include: [] },
  worker: { format: 'es' },
  plugins: [
    {
      name: 'pictures',
      configureServer({ middlewares }) {
        middlewares.use((request, response, next) => {
          const path = request.url?.split('?')[0] ?? '';
          if (!path.startsWith('/pictures/')) return next();
          const name = path.slice('/pictures/'.length);
          if (name === '') return response.setHeader('Content-Type', 'text/html').end(PAGE);
          response.end(/** @type {Record<string, Buffer>} */ (files)[name]);
        });
      },
    },
  ],
});
await server.listen();
const executablePath = findBrowser();
const browser = await chromium.launch({
  args: ['--no-sandbox', '--disable-quic', '--no-first-run', '--disable-background-networking'],
  ...(executablePath === undefined ? {} : { executablePath }),
});
const page = await browser.newPage();
await page.goto(`${server.resolvedUrls?.local[0]}pictures/`);
await page.waitForFunction('window.measure');
/** @param {readonly number[]} values */
const median = (values) =>
  Math.round([...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN);
for (const name of Object.keys(files)) {
  const runs = /** @type {{ decoded: number, all: number }[][]} */ (
    await page.evaluate(`window.measure(${JSON.stringify(name)})`)
  );
  const [before, now] = [0, 1].map((way) => runs.map((run) => run[way]));
  for (const [way, [first, ...rest]] of Object.entries({ before, now })) {
    const [decoded, all] = [median(rest.map((run) => run.decoded)), median(rest.map((run) => run.all))];
    console.log(
      `${name} ${way}: decoded ${decoded} ms, ready ${all} ms; the first ${Math.round(first.all)} ms`,
    );
  }
}
await browser.close();
await server.close();
