import { describe, expect, it } from 'vitest';
import { findBrowser } from './findBrowser.mjs';

describe('findBrowser', () => {
  const only = (place: string) => (candidate: unknown) => candidate === place;

  it('prefers CHROMIUM_PATH', () => {
    expect(findBrowser({ CHROMIUM_PATH: '/my/chrome', PATH: '/usr/bin' }, 'linux', () => true)).toBe(
      '/my/chrome',
    );
  });

  it('says so when CHROMIUM_PATH names nothing', () => {
    expect(() => findBrowser({ CHROMIUM_PATH: '/my/chrome' }, 'linux', () => false)).toThrow(/\/my\/chrome/);
  });

  it.each<[NodeJS.Platform, NodeJS.ProcessEnv, string]>([
    ['linux', { PATH: '/bin:/opt/bin' }, '/opt/bin/google-chrome'],
    ['darwin', {}, '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge'],
    ['win32', { PROGRAMFILES: 'C:\\P' }, 'C:\\P\\Google\\Chrome\\Application\\chrome.exe'],
  ])('finds one on %s', (platform, env, place) => {
    expect(findBrowser(env, platform, only(place))).toBe(place);
  });

  it('finds none where there is none', () => {
    expect(findBrowser({ PATH: '/usr/bin' }, 'linux', () => false)).toBeUndefined();
  });
});
