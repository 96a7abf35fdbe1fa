import { escapeXml } from '../../src/overlay/text';

/** Fits the usual parts at the width of a column of text. */
const HEIGHT = 800;

/**
 * HTML that shows an explanation in another page.
 * @param page address of this page, without fragment
 * @param fragment the explanation, as a link holds it
 * @param question becomes the frame's title, for those who do not see it
 */
export function embedCode(page: string, fragment: string, question: string): string {
  const url = new URL(page);
  url.search = '?embed';
  url.hash = fragment;
  return `<iframe src="${escapeXml(url.href)}" title="${escapeXml(`Whylight: ${question}`)}" width="100%" height="${HEIGHT}" loading="lazy" allow="clipboard-write; cross-origin-isolated" style="border: 0"></iframe>`;
}
