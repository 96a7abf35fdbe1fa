// npm start: the production build on a local server. Options: --port N, --no-open.
import { spawn } from 'node:child_process';
import { parseArgs } from 'node:util';
import { isBuilt, markBuilt } from './buildState.mjs';
import { requireSetup, ROOT } from './requireSetup.mjs';

requireSetup();
process.chdir(ROOT);

const { values } = parseArgs({
  options: { port: { type: 'string', default: '4173' }, 'no-open': { type: 'boolean', default: false } },
});
const port = Number(values.port);
if (!Number.isInteger(port) || port < 1 || port > 65535) {
  console.error(`--port takes a number from 1 to 65535, not '${values.port}'.`);
  process.exit(2);
}

const { build, preview } = await import('vite');

if (!isBuilt(ROOT)) {
  console.log('Building the page …');
  await build({ logLevel: 'warn' });
  markBuilt(ROOT);
}

// Takes the next free port when this one is taken.
const server = await preview({ preview: { port, strictPort: false, open: false } });
const address = server.resolvedUrls?.local[0] ?? `http://localhost:${port}/`;
console.log(`\n  Whylight is at ${address}\n  Press Ctrl-C to end it.\n`);

if (!values['no-open'] && hasScreen()) openBrowser(address);

for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) {
  process.once(signal, () => {
    server.httpServer.close();
    process.exit(0);
  });
}

function hasScreen() {
  if (process.env['CI'] || !process.stdout.isTTY) return false;
  if (process.platform !== 'linux') return true;
  return Boolean(process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY']);
}

/** @param {string} url */
function openBrowser(url) {
  const [command, args] =
    process.platform === 'darwin'
      ? ['open', [url]]
      : process.platform === 'win32'
        ? ['cmd', ['/c', 'start', '', url]]
        : ['xdg-open', [url]];
  const child = spawn(command, args, { stdio: 'ignore', detached: true });
  child.on('error', () => console.log('  No browser could be opened: open the address yourself.\n'));
  child.unref();
}
