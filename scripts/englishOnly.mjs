const TRANSLATION = /\/react-[a-z-]+\/dist\/private\/intl\/(?:.*\/)?(?!en-US)[a-z]{2}-[A-Z]{2}\.m?js$/;

/**
 * Vite plugin: React Aria's texts in English only, as the page's own are. It brings them in more than thirty languages,
 * 30 kB gzipped in the first load; a reader of the page would hear two languages mixed. Every other language is made to
 * stand for English rather than left out, since a missing one is an error where the browser is set to it.
 *
 * @returns {import('vite').Plugin}
 */
export function englishOnly() {
  return {
    name: 'whylight:english-only',
    enforce: 'pre',
    load(id) {
      return TRANSLATION.test(id) ? "export { default } from './en-US.mjs';" : undefined;
    },
  };
}
