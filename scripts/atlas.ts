/**
 * Makes the sticker atlas: `npx tsx scripts/atlas.ts`.
 *
 * Takes icons of Microsoft's Fluent Emoji (flat; MIT licence), gives some of them other colours, cuts each out like a
 * sticker (white rim, thin shadow, so that it stands out on any background) and writes
 * - `public/atlas/stickers.bin`: gzip of straight-alpha RGBA, one 128×128 sticker after another;
 * - `public/atlas/stickers.json`: names, size, SHA-256 of the unpacked bytes, licence;
 * - `public/atlas/LICENSE.txt`;
 * - `src/scene/silhouettes.ts`: each class's outline on a coarse grid, for placing stickers without an atlas.
 */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { CLASSES, STICKER_NAMES } from '../src/scene/classes';
import { iconOf } from './atlas/icons';
import { iconSvg } from './atlas/colours';
import { cutOut } from './atlas/sticker';
import { outlineOf, silhouettesModule } from './atlas/outline';

const SIZE = 128;
const SOURCE = '@iconify-json/fluent-emoji-flat';

interface IconSet {
  readonly icons: Readonly<Record<string, { readonly body: string }>>;
}

function readJson<T>(path: string): T {
  return JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8')) as T;
}

const iconSet = readJson<IconSet>(`../node_modules/${SOURCE}/icons.json`);
const { version } = readJson<{ version: string }>(`../node_modules/${SOURCE}/package.json`);

const stickers = STICKER_NAMES.map((name) => {
  const { icon, tint } = iconOf(name);
  const body = iconSet.icons[icon]?.body;
  if (body === undefined) throw new Error(`${SOURCE} has no icon "${icon}" for the sticker "${name}".`);
  return cutOut(iconSvg(body, tint), SIZE);
});

const raw = Buffer.concat(stickers);
const packed = gzipSync(raw, { level: 9 });
const meta = {
  version: 1,
  size: SIZE,
  stickers: STICKER_NAMES,
  bytes: raw.length,
  sha256: createHash('sha256').update(raw).digest('hex'),
  licence: 'MIT, see LICENSE.txt',
  source: `Fluent Emoji (flat) by Microsoft, from ${SOURCE} ${version}`,
};

const outlines = new Map(
  CLASSES.map((entry) => {
    const first = STICKER_NAMES.findIndex((name) => name.split(':')[0] === entry.kind);
    return [entry.kind, outlineOf(stickers[first]!, SIZE)] as const;
  }),
);

const output = new URL('../public/atlas/', import.meta.url);
writeFileSync(new URL('stickers.bin', output), packed);
writeFileSync(new URL('stickers.json', output), `${JSON.stringify(meta, null, 2)}\n`);
writeFileSync(new URL('../src/scene/silhouettes.ts', import.meta.url), await silhouettesModule(outlines));
console.log(`${STICKER_NAMES.length} stickers of ${CLASSES.length} classes, ${packed.length} bytes packed.`);
