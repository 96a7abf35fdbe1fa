// npm test: unit tests, production build, browser tests. The last line is the sum of them all.
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { isBuilt, markBuilt } from './buildState.mjs';
import { findBrowser } from './findBrowser.mjs';
import { installBrowser } from './installBrowser.mjs';
import { requireSetup, ROOT } from './requireSetup.mjs';
import { countBrowserTests, countUnitTests } from './testCounts.mjs';

requireSetup();
process.chdir(ROOT);

const reports = path.join(ROOT, 'test-results/reports');
const unitReport = path.join(reports, 'unit.json');
const browserReport = path.join(reports, 'browser.json');
rmSync(reports, { recursive: true, force: true });
mkdirSync(reports, { recursive: true });

/**
 * Runs a package's program with this Node; true when it ended well.
 *
 * @param {string} script
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 */
function node(script, args, env = {}) {
  const { status } = spawnSync(process.execPath, [path.join(ROOT, 'node_modules', script), ...args], {
    stdio: 'inherit',
    env: { ...process.env, ...env },
  });
  return status === 0;
}

/** A port that nobody listens on, so that a preview left open elsewhere is no failure. @returns {Promise<string>} */
function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      server.close(() => resolve(String(port)));
    });
  });
}

async function runBrowserTests() {
  let browser = findBrowser();
  if (!browser) {
    installBrowser();
    browser = findBrowser();
  }
  // Without a path Playwright takes the build that it has just installed.
  console.log(`Browser: ${browser ?? "Playwright's build of Chromium"}`);
  return node('@playwright/test/cli.js', ['test', '--reporter=list,json'], {
    PLAYWRIGHT_JSON_OUTPUT_FILE: browserReport,
    E2E_PORT: process.env['E2E_PORT'] ?? (await freePort()),
    ...(browser ? { CHROMIUM_PATH: browser } : {}),
  });
}

console.log('— Unit tests');
const unitOk = node('vitest/vitest.mjs', [
  'run',
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${unitReport}`,
]);
const unit = countUnitTests(unitReport);

console.log('— Build');
let built = isBuilt(ROOT);
if (built) console.log('dist/ is up to date.');
else {
  built = node('vite/bin/vite.js', ['build']);
  if (built) markBuilt(ROOT);
}

let browserOk = false;
let browser = { passed: 0, failed: 1 };
if (built) {
  console.log('— Browser tests');
  try {
    browserOk = await runBrowserTests();
    browser = countBrowserTests(browserReport);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
  }
} else {
  console.error('The build failed, so the browser tests were not run: they count as one failure.');
}

const passed = unit.passed + browser.passed;
// A run that ended badly without naming a test is still a failure.
const unnamed = Number(!unitOk && unit.failed === 0) + Number(!browserOk && browser.failed === 0);
const failed = unit.failed + browser.failed + unnamed;
console.log(`Unit tests: ${unit.passed} passed, ${unit.failed} failed`);
console.log(`Browser tests: ${browser.passed} passed, ${browser.failed} failed`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
