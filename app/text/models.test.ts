import { describe, expect, it } from 'vitest';
import { catalogue } from '../../models/hub/catalogue';
import { costLine, transferText, warningsFor } from './models';

const [tiny, large] = catalogue();
const GB = 2 ** 30;
const shelf = (free: number) => ({ offers: [], models: [], keeps: true, free });

describe('what is said before a model is fetched', () => {
  it('is nothing where all is well', () => {
    expect(warningsFor(tiny!, false, { memory: 8 * GB }, shelf(10 * GB))).toEqual([]);
    expect(warningsFor(large!, false, {}, undefined)).toEqual([]);
  });

  it('names memory that the device lacks, and the way out', () => {
    const [warning] = warningsFor(large!, false, { memory: 2 * GB }, undefined);
    expect(warning).toMatch(/2\.1 GB of memory, and the model needs 1\.\d GB.*half precision/);
    expect(warningsFor(large!, true, { memory: 2 * GB }, undefined)).toEqual([]);
    expect(warningsFor(large!, true, { memory: GB / 2 }, undefined)[0]).toMatch(/Choose a smaller model\.$/);
  });

  it('knows that no page has more than WebAssembly can address', () => {
    const huge = { ...large!, memory: 9e9 };
    expect(warningsFor(huge, false, { memory: 64 * GB }, undefined)[0]).toMatch(/more than a page can have/);
  });

  it('names room that the store lacks', () => {
    expect(warningsFor(large!, false, {}, shelf(2e6))[0]).toMatch(/room for 2\.0 MB only.*605\.1 MB.*delete/);
    expect(warningsFor(large!, false, {}, { ...shelf(1), keeps: false })[0]).toMatch(/keeps no files/);
  });

  it('is size, memory and licence in one line', () => {
    expect(costLine(tiny!)).toMatch(/^93\.8 MB · 390 MB of memory · MIT$/);
    expect(costLine({ ...tiny!, isExact: false })).toMatch(/^about /);
  });
});

describe('a download', () => {
  const transfer = { model: tiny!, phase: 'running', loaded: 20e6, total: 100e6, rate: 2e6 } as const;
  it.each([
    [transfer, '20.0 MB of 100.0 MB · 2.0 MB a second · 40 s left'],
    [{ ...transfer, rate: 1e5 }, '20.0 MB of 100.0 MB · 100 kB a second · 13 min left'],
    [{ ...transfer, rate: 0 }, '20.0 MB of 100.0 MB'],
    [{ ...transfer, loaded: 100e6 }, '100.0 MB of 100.0 MB · checking'],
    [{ ...transfer, phase: 'paused' as const }, 'Paused at 20.0 MB of 100.0 MB; what has come is kept'],
    [{ ...transfer, phase: 'failed' as const, message: 'No.' }, 'No.'],
  ])('%# says where it stands', (state, text) => {
    expect(transferText(state)).toBe(text);
  });
});
