import { rgb } from 'd3-color';
import { interpolateRgb } from 'd3-interpolate';
import { ramp, rampColour } from './ramp';
import type { RampId } from './ramp';

export type Theme = 'light' | 'dark';

export interface WordTint {
  /** CSS colours. The text on the background has a contrast of at least 4.5 (WCAG 2.2, level AA). */
  readonly background: string;
  readonly text: string;
}

/** Surface that a word without relevance has, and the theme's own text colour. */
const SURFACE: Readonly<Record<Theme, string>> = { light: '#f3f2f0', dark: '#1b1c20' };
const INK: Readonly<Record<Theme, string>> = { light: '#16171a', dark: '#f2f2f5' };

/** Relative luminance of an sRGB colour, 0…1 (WCAG 2.2). */
export function luminance(colour: string): number {
  const { r, g, b } = rgb(colour);
  const linear = (byte: number) => {
    const value = byte / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
}

/** Contrast ratio of two opaque colours, 1…21 (WCAG 2.2). */
export function contrast(a: string, b: string): number {
  const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light! + 0.05) / (dark! + 0.05);
}

/** The theme's ink where it can be read, else the other theme's, else black or white, one of which always can. */
export function readableText(background: string, theme: Theme): string {
  const other: Theme = theme === 'light' ? 'dark' : 'light';
  const candidates = [INK[theme], INK[other], '#000000', '#ffffff'];
  return candidates.find((colour) => contrast(colour, background) >= 4.5) ?? '#000000';
}

/**
 * Hue of a ramp in the middle of its range. A word's tint goes from the surface to this one hue, and not along the ramp:
 * a ramp ends in a pale colour, which on a light page would look like no relevance. For the same reason black and white
 * share one grey: the number of a word says its sign.
 */
function accent(id: RampId, position: number): string {
  const from = ramp(id);
  const at = from.kind === 'sequential' || id === 'blackwhite' ? 0.5 : position < 0.5 ? 0.14 : 0.86;
  const [r, g, b] = rampColour(from, at);
  return `rgb(${r}, ${g}, ${b})`;
}

/**
 * Tint of a word at `position` 0…1 of its scale (0.5 is nothing on a diverging ramp). The stronger the value, the
 * further from the surface, in both themes.
 */
export function wordTint(position: number, id: RampId = 'magma', theme: Theme = 'light'): WordTint {
  const clipped = Math.min(Math.max(position || 0, 0), 1);
  const strength = ramp(id).kind === 'diverging' ? Math.abs(2 * clipped - 1) : clipped;
  const background = interpolateRgb(SURFACE[theme], accent(id, clipped))(0.85 * strength);
  return { background, text: readableText(background, theme) };
}
