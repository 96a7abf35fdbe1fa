/** Figures in programs that read SVG on their own: those that know `xlink:href` alone show pictures too. */
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ExplanationDocument } from '../../src/ask/document';
import { explanationFigure } from '../../src/export';
import { drawnIn } from '../../src/overlay/testing/drawn';
import { pngUri } from './png';

/** What each program is called, and how it is asked for a PNG of the figure's own size. */
const READERS: Readonly<Record<string, (svg: string, png: string) => readonly string[]>> = {
  'rsvg-convert': (svg, png) => [svg, '-o', png],
  inkscape: (svg, png) => [svg, '--export-type=png', `--export-filename=${png}`],
  cairosvg: (svg, png) => [svg, '-o', png],
};

function isInstalled(program: string): boolean {
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

const document: ExplanationDocument = {
  schema: 2,
  model: { id: 'toy', sha256: '0'.repeat(64) },
  question: 'a dog?',
  tokens: [],
  words: [],
  streams: [],
  answers: [{ text: 'yes', probability: 0.9, logit: 2 }],
  target: { answer: 'yes' },
  methods: [
    { id: 'equal', startLayer: 0, image: { rows: 2, cols: 2, values: [0, 0, 0, 1], rawMass: 1 } },
    { id: 'weighted', startLayer: 0, image: { rows: 2, cols: 2, values: [0, 0, 0, 1], rawMass: 1 } },
  ],
  timings: {},
};

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'whylight-svg-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('pictures of a figure', () => {
  for (const [program, asked] of Object.entries(READERS)) {
    const isThere = isInstalled(program);
    const title = isThere ? `are seen in ${program}` : `are seen in ${program} (not installed here)`;
    it.skipIf(!isThere)(
      title,
      async () => {
        // Blue below, red above: no colour of a page, and one that heat leaves alone in the upper half.
        const data = new Uint8ClampedArray(60 * 60 * 4);
        for (let i = 0; i < 3600; i++) data.set(i < 1800 ? [220, 20, 20, 255] : [20, 20, 220, 255], 4 * i);
        const picture = { width: 60, height: 60, data };
        const { svg, width, height } = await explanationFigure({
          document,
          picture,
          toUri: pngUri,
          drawing: 'patch',
          contours: false,
        });
        const [from, to] = [join(folder, `${program}.svg`), join(folder, `${program}.png`)];
        await writeFile(from, svg);
        execFileSync(program, asked(from, to), { stdio: 'ignore' });
        const { data: seen, info } = await sharp(to)
          .resize(width, height, { fit: 'fill' })
          .removeAlpha()
          .raw()
          .toBuffer({ resolveWithObject: true });
        const images = drawnIn(svg).filter(({ tag }) => tag === 'image');
        expect(images).toHaveLength(2);
        for (const { left, top, right, bottom } of images) {
          const at = (x: number, y: number) => {
            const place =
              Math.round(top + y * (bottom - top)) * info.width + Math.round(left + x * (right - left));
            return [...seen.subarray(3 * place, 3 * place + 3)];
          };
          const [red, , blueOfRed] = at(0.25, 0.25);
          expect(red! - blueOfRed!).toBeGreaterThan(80);
          const [redOfBlue, , blue] = at(0.25, 0.75);
          expect(blue! - redOfBlue!).toBeGreaterThan(80);
        }
      },
      60_000,
    );
  }
});
