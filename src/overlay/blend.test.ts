import { describe, expect, it } from 'vitest';
import { blend, heatLayer, overlay } from './blend';
import { ramp } from './ramp';
import { sharedScale, signedScale } from './scale';

const image = (pixels: number[][]) => ({
  width: pixels.length,
  height: 1,
  data: Uint8ClampedArray.from(pixels.flat()),
});

describe('blend', () => {
  it('mixes by alpha and opacity', () => {
    const base = image([[100, 100, 100, 255]]);
    const heat = image([[200, 0, 50, 128]]);
    // alpha 128/255 · 0.5 = 0.25098…
    const { data } = blend(base, heat, { opacity: 0.5, desaturation: 0 });
    expect([...data]).toEqual([125, 75, 87, 255]);
  });

  it('takes colour out beneath, keeping lightness', () => {
    const clear = image([[0, 0, 0, 0]]);
    const base = image([[255, 0, 0, 255]]);
    expect([...blend(base, clear, { desaturation: 1 }).data]).toEqual([54, 54, 54, 255]);
    expect([...blend(base, clear, { desaturation: 0.5 }).data]).toEqual([155, 27, 27, 255]);
    expect([...blend(base, clear, { desaturation: 0 }).data]).toEqual([255, 0, 0, 255]);
  });

  it('fades what the heat does not cover', () => {
    const base = image([
      [100, 100, 100, 255],
      [100, 100, 100, 255],
    ]);
    const clear = image([[0, 0, 0, 0]]);
    const { data } = blend(base, clear, { x: 1, fade: 0.5, fadeTo: [0, 0, 0] });
    expect([data[0], data[4]]).toEqual([50, 100]);
  });

  it('leaves its input alone and cuts off heat that reaches outside', () => {
    const base = image([[1, 2, 3, 255]]);
    blend(base, image([[9, 9, 9, 255]]));
    expect([...base.data]).toEqual([1, 2, 3, 255]);
    const heat = image([
      [9, 9, 9, 255],
      [8, 8, 8, 255],
    ]);
    expect(blend(base, heat, { x: -1, opacity: 1 }).data[0]).toBe(8);
  });
});

it('heatLayer shows nothing for zero on a diverging ramp', () => {
  const scale = signedScale([[1]]);
  const heat = heatLayer({ rows: 1, cols: 2, values: [0, -1] }, 2, 1, {
    scale,
    ramp: ramp('puor'),
    drawing: 'patch',
  });
  expect([heat.data[3], heat.data[7]]).toEqual([0, 255]);
});

describe('overlay', () => {
  const magma = ramp('magma');

  it('leaves the image as it is where the map is zero, and shows the end of the ramp at the largest value', () => {
    const base = image([
      [10, 20, 30, 255],
      [10, 20, 30, 255],
    ]);
    const map = { rows: 1, cols: 2, values: [0, 0.7] };
    const options = {
      scale: sharedScale([map.values]),
      ramp: magma,
      drawing: 'patch',
      opacity: 1,
      desaturation: 0,
    } as const;
    const { data } = overlay(base, map, options);
    expect([...data.subarray(0, 3)]).toEqual([10, 20, 30]);
    expect([...data.subarray(4, 7)]).toEqual([...magma.lut.subarray(255 * 4, 255 * 4 + 3)]);
  });

  it('heatLayer reads the ramp at each value', () => {
    const heat = heatLayer({ rows: 1, cols: 3, values: [0, 51, 255] }, 3, 1, {
      scale: sharedScale([[255]]),
      ramp: magma,
      drawing: 'patch',
    });
    const entries = [0, 51, 255].flatMap((i) => [...magma.lut.subarray(i * 4, i * 4 + 4)]);
    expect([...heat.data]).toEqual(entries);
  });
});
