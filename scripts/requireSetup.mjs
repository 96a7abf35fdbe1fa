import { existsSync } from 'node:fs';
import path from 'node:path';

/** Root of the repository, wherever the command was started. */
export const ROOT = path.resolve(
  import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname),
  '..',
);

/** Ends with one clear line when Node is too old or the packages are missing. */
export function requireSetup() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    console.error(
      `Whylight needs Node 20.19 or newer, and this is ${process.versions.node}: see https://nodejs.org.`,
    );
    process.exit(1);
  }
  if (!existsSync(path.join(ROOT, 'node_modules/vite/package.json'))) {
    console.error("The packages are not installed: run 'npm install' first.");
    process.exit(1);
  }
}
