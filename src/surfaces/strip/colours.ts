import { rgb } from 'd3-color';
import { ramp as rampOf, RAMP_SIZE, type RampId } from '../../overlay/ramp';
import { wordTint, type Theme } from '../../overlay/words';

/**
 * Colours of a strip: 256 RGBA entries, position 0 first. The ramp's own, as on a picture. Greys and differences are tints as
 * words have: beneath a strip is no picture but the page, which greys end as pale as, and on which the pale middle of a
 * diverging ramp would shine in the dark.
 */
export function stripColours(id: RampId, theme: Theme): Uint8ClampedArray {
  const ramp = rampOf(id);
  if (ramp.kind === 'sequential' && id !== 'greys') return ramp.lut;
  const colours = new Uint8ClampedArray(4 * RAMP_SIZE);
  for (let entry = 0; entry < RAMP_SIZE; entry++) {
    const { r, g, b } = rgb(wordTint(entry / (RAMP_SIZE - 1), id, theme).background);
    colours.set([r, g, b, 255], 4 * entry);
  }
  return colours;
}
