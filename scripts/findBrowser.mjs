import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';

const LINUX_NAMES = [
  'chromium',
  'chromium-browser',
  'google-chrome-stable',
  'google-chrome',
  'microsoft-edge-stable',
  'microsoft-edge',
];

const MAC_APPS = ['Google Chrome', 'Chromium', 'Microsoft Edge'];

const WINDOWS_PROGRAMS = [
  ['Google', 'Chrome', 'Application', 'chrome.exe'],
  ['Chromium', 'Application', 'chrome.exe'],
  ['Microsoft', 'Edge', 'Application', 'msedge.exe'],
];

/**
 * Places where a Chromium-like browser would be, best first: `CHROMIUM_PATH`, then what is usual for the system.
 *
 * @param {NodeJS.ProcessEnv} env
 * @param {NodeJS.Platform} platform
 * @returns {string[]}
 */
export function browserPlaces(env, platform) {
  const chosen = env['CHROMIUM_PATH'] ? [env['CHROMIUM_PATH']] : [];
  if (platform === 'darwin') {
    const folders = ['/Applications', path.posix.join(homedir(), 'Applications')];
    return chosen.concat(
      folders.flatMap((folder) => MAC_APPS.map((app) => `${folder}/${app}.app/Contents/MacOS/${app}`)),
    );
  }
  if (platform === 'win32') {
    const folders = [env['PROGRAMFILES'], env['PROGRAMFILES(X86)'], env['LOCALAPPDATA']];
    return chosen.concat(
      folders.flatMap((folder) =>
        folder ? WINDOWS_PROGRAMS.map((parts) => path.win32.join(folder, ...parts)) : [],
      ),
    );
  }
  const folders = (env['PATH'] ?? '').split(':').filter(Boolean);
  return chosen.concat(LINUX_NAMES.flatMap((name) => folders.map((folder) => path.posix.join(folder, name))));
}

/**
 * An installed Chrome, Chromium or Edge.
 *
 * @returns {string | undefined} the path of its program
 * @throws {Error} when `CHROMIUM_PATH` is set and there is nothing at that place
 */
export function findBrowser(env = process.env, platform = process.platform, exists = existsSync) {
  const chosen = env['CHROMIUM_PATH'];
  if (chosen && !exists(chosen)) {
    throw new Error(`CHROMIUM_PATH is ${chosen}, but there is no such file: correct it or unset it.`);
  }
  return browserPlaces(env, platform).find((place) => exists(place));
}
