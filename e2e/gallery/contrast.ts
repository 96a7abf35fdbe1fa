/** WCAG contrast of every text on the page, from the colours that the browser computed: not from our own ramps. */
import type { Page } from '@playwright/test';

export interface Measured {
  /** Texts that were measured. */
  readonly count: number;
  /** Those below the limit: “3.9 “launch” #5a2a40 on #803050”. */
  readonly low: readonly string[];
}

/**
 * Left out: texts over a picture, whose ground is not one colour, and controls that can't be used.
 * @param limit 4.5 for WCAG 2.2, level AA
 */
export function contrasts(page: Page, limit = 4.5): Promise<Measured> {
  return page.evaluate((least) => {
    type Colour = readonly [red: number, green: number, blue: number, alpha: number];
    const pen = Object.assign(document.createElement('canvas'), { width: 1, height: 1 }).getContext('2d', {
      willReadFrequently: true,
    })!;

    /** Any CSS colour, whatever its notation. */
    const parse = (css: string): Colour => {
      pen.clearRect(0, 0, 1, 1);
      pen.fillStyle = css;
      pen.fillRect(0, 0, 1, 1);
      const [red, green, blue, alpha] = pen.getImageData(0, 0, 1, 1).data;
      return [red!, green!, blue!, alpha! / 255];
    };
    const over = (top: Colour, below: Colour): Colour => {
      const alpha = top[3] + below[3] * (1 - top[3]);
      if (alpha === 0) return [0, 0, 0, 0];
      const mix = (i: 0 | 1 | 2) => (top[i] * top[3] + below[i] * below[3] * (1 - top[3])) / alpha;
      return [mix(0), mix(1), mix(2), alpha];
    };
    const faded = ([red, green, blue, alpha]: Colour, opacity: number): Colour => [
      red,
      green,
      blue,
      alpha * opacity,
    ];
    const light = (channel: number) => {
      const share = channel / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    };
    const luminance = ([red, green, blue]: Colour) =>
      0.2126 * light(red) + 0.7152 * light(green) + 0.0722 * light(blue);

    /** Text and ground as they meet on the screen, each over all that lies beneath. */
    const meeting = (element: Element): [text: Colour, ground: Colour] => {
      const own = getComputedStyle(element);
      let text = parse(element instanceof SVGElement ? own.fill : own.color);
      let ground: Colour = [0, 0, 0, 0];
      for (let at: Element | null = element; at; at = at.parentElement) {
        const style = getComputedStyle(at);
        const fill = parse(style.backgroundColor);
        const opacity = Number(style.opacity);
        text = faded(over(text, fill), opacity);
        ground = faded(over(ground, fill), opacity);
      }
      const paper: Colour = [255, 255, 255, 1];
      return [over(text, paper), over(ground, paper)];
    };
    const hex = (colour: Colour) =>
      `#${colour
        .slice(0, 3)
        .map((channel) => Math.round(channel).toString(16).padStart(2, '0'))
        .join('')}`;

    const low: string[] = [];
    let count = 0;
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const element = node.parentElement;
      const text = node.textContent?.trim();
      if (!element || !text || !element.checkVisibility({ visibilityProperty: true })) continue;
      const box = element.getBoundingClientRect();
      if (box.width <= 1 || box.height <= 1 || element.closest('script, style, .visually-hidden')) continue;
      if (element.closest('[role="application"], :disabled, [aria-disabled="true"]')) continue;
      const [ink, ground] = meeting(element);
      const [dark, bright] = [luminance(ink), luminance(ground)].sort((a, b) => a - b);
      const ratio = (bright! + 0.05) / (dark! + 0.05);
      count += 1;
      if (ratio < least) low.push(`${ratio.toFixed(2)} “${text.slice(0, 30)}” ${hex(ink)} on ${hex(ground)}`);
    }
    return { count, low };
  }, limit);
}
