/**
 * npx tsx scripts/icons.ts: the icons of the installed page, drawn from the logo.
 *
 * The logo has round corners of its own. Systems that cut icons to a shape of theirs (`maskable`, Apple) get it without
 * them, smaller, on its ground, so that no corner of a patch is cut off.
 */
import { Resvg } from '@resvg/resvg-js';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const FOLDER = path.join(ROOT, 'public/icons');
/** Share of the side that every mask leaves: https://www.w3.org/TR/appmanifest/#icon-masks */
const SAFE = 0.8;

const ICONS = [
  { name: 'icon-192.png', side: 192, isMasked: false },
  { name: 'icon-512.png', side: 512, isMasked: false },
  { name: 'maskable-512.png', side: 512, isMasked: true },
  { name: 'apple-touch-icon.png', side: 180, isMasked: true },
] as const;

const logo = readFileSync(path.join(ROOT, 'app/header/logo.svg'), 'utf8');

/** The logo on a square of its own ground, within the part that no mask cuts. */
function masked(svg: string): string {
  const body = /<svg[^>]*>([^]*)<\/svg>/.exec(svg)?.[1];
  const ground = /<rect[^>]*width="32"[^>]*fill="(#[0-9a-f]{6})"/.exec(svg)?.[1];
  if (body === undefined || ground === undefined)
    throw new Error('app/header/logo.svg: a ground of 32 × 32 was expected');
  const margin = (32 * (1 - SAFE)) / 2;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" fill="${ground}"/><g transform="translate(${margin} ${margin}) scale(${SAFE})">${body}</g></svg>`;
}

mkdirSync(FOLDER, { recursive: true });
for (const { name, side, isMasked } of ICONS) {
  const svg = isMasked ? masked(logo) : logo;
  const png = new Resvg(svg, { fitTo: { mode: 'width', value: side } }).render().asPng();
  writeFileSync(path.join(FOLDER, name), png);
  console.log(`${name}: ${side} × ${side}, ${png.length} bytes`);
}
