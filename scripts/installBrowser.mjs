import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

/** @param {string} command @param {string[]} args */
function run(command, args) {
  console.log(`> ${command} ${args.join(' ')}`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const shell = process.platform === 'win32';
  const { status } = spawnSync(command, args, { stdio: 'inherit', env, shell });
  if (status !== 0) {
    throw new Error(
      `'${command} ${args.join(' ')}' failed: install Chrome, Chromium or Edge yourself, or set CHROMIUM_PATH.`,
    );
  }
}

function isDebian() {
  if (!existsSync('/etc/os-release') || !existsSync('/usr/bin/apt-get')) return false;
  return /^ID=debian$/m.test(readFileSync('/etc/os-release', 'utf8'));
}

/** Installs a Chromium: Debian's package where we may, Playwright's build otherwise. Says which. */
export function installBrowser() {
  const root = process.getuid?.() === 0;
  if (root && isDebian()) {
    console.log("No Chrome, Chromium or Edge found: installing Debian's package 'chromium'.");
    run('apt-get', ['update']);
    run('apt-get', ['install', '-y', 'chromium']);
    return;
  }
  console.log("No Chrome, Chromium or Edge found: installing Playwright's build of Chromium.");
  // Its shared libraries are system packages, which only root can add.
  run('npx', ['playwright', 'install', ...(root ? ['--with-deps'] : []), 'chromium']);
}
