import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const INPUTS = [
  'index.html',
  'app',
  'models',
  'public',
  'src',
  'workers',
  'package-lock.json',
  'scripts/offline.mjs',
  'scripts/runtimeFiles.mjs',
  'vite.config.ts',
];
const STAMP = 'node_modules/.cache/whylight/build';

/**
 * A digest over names, sizes and times of everything that the build is made from.
 *
 * @param {string} root the repository's root
 */
function fingerprint(root) {
  const hash = createHash('sha256');
  for (const input of INPUTS) {
    const place = path.join(root, input);
    if (!existsSync(place)) continue;
    for (const file of statSync(place).isDirectory() ? filesIn(place) : [place]) {
      const { size, mtimeMs } = statSync(file);
      hash.update(`${file}\0${size}\0${mtimeMs}\n`);
    }
  }
  return hash.digest('hex');
}

/** @param {string} folder */
function filesIn(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
}

/**
 * Whether `dist/` was made from the files as they are now.
 *
 * @param {string} root
 */
export function isBuilt(root) {
  const stamp = path.join(root, STAMP);
  return (
    existsSync(path.join(root, 'dist/index.html')) &&
    existsSync(stamp) &&
    readFileSync(stamp, 'utf8') === fingerprint(root)
  );
}

/**
 * Notes that `dist/` has just been made.
 *
 * @param {string} root
 */
export function markBuilt(root) {
  const stamp = path.join(root, STAMP);
  mkdirSync(path.dirname(stamp), { recursive: true });
  writeFileSync(stamp, fingerprint(root));
}
