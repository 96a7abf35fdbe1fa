/** Tests that need a host and a profile of their own: with a service worker, storage, and files that may change. */
import type { BrowserContext } from '@playwright/test';
import { makeSite, toyFiles, type Site } from './site';
import { test as base } from './test';

interface SiteFixtures {
  /** A site with the toy model, in a subpath of a host that sends no headers. */
  readonly site: Site;
  /** A fresh profile in which service workers are allowed. */
  readonly profile: BrowserContext;
}

export const test = base.extend<SiteFixtures>({
  // eslint-disable-next-line no-empty-pattern -- the runner reads the names of the fixtures that this one needs: none
  site: async ({}, use) => {
    const site = await makeSite({}, '/some/where/');
    await site.publish(await toyFiles());
    await use(site);
    await site.remove();
  },
  profile: async ({ browser }, use) => {
    const profile = await browser.newContext({ serviceWorkers: 'allow' });
    await use(profile);
    await profile.close();
  },
});

export { expect } from '@playwright/test';
