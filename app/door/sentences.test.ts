import { describe, expect, it } from 'vitest';
import { filesLead, missingLead, roundBytes, soFar, transferLine } from './sentences';

const running = { phase: 'running', loaded: 41e6, total: 180e6, rate: 9e6 } as const;

describe('a transfer', () => {
  it('is told by how far, how fast and how long yet', () => {
    expect(soFar(41e6, 180e6)).toBe('41 of 180 MB');
    // (180 − 41) / 9 = 15.4
    expect(transferLine(running)).toBe('9 MB a second, 15 s left, then asked again');
    expect(transferLine({ ...running, rate: 42e3, loaded: 0 })).toBe(
      '42 kB a second, 71 min left, then asked again',
    );
    expect(transferLine({ ...running, loaded: 180e6 })).toBe('9 MB a second, 1 s left, then asked again');
  });

  it('promises no time before anything has come', () => {
    expect(transferLine({ ...running, rate: 0 })).toBe('Asking for the model');
    expect(transferLine({ ...running, rate: Number.NaN })).toBe('Asking for the model');
  });

  it('says why it stands still', () => {
    expect(transferLine({ ...running, phase: 'paused' })).toBe('Paused. What has come is kept.');
    expect(transferLine({ ...running, phase: 'preparing' })).toBe('Preparing');
    expect(transferLine({ ...running, phase: 'failed', message: 'No network.' })).toBe('No network.');
  });

  it('counts in the unit of the whole, and never beyond it', () => {
    expect(soFar(41e6, 1.8e9)).toBe('0.0 of 1.8 GB');
    expect(soFar(2e9, 1.8e9)).toBe('1.8 of 1.8 GB');
  });
});

describe('sizes', () => {
  it('change their unit where the rounded number would have four digits', () => {
    expect([94e6, 180.4e6, 999.4e6, 999.6e6, 1.04e9].map(roundBytes)).toEqual([
      '94 MB',
      '180 MB',
      '999 MB',
      '1.0 GB',
      '1.0 GB',
    ]);
  });
});

describe('counts', () => {
  it('are words up to four', () => {
    expect([1, 2, 4, 5].map(missingLead)).toEqual([
      'One thing is missing:',
      'Two things are missing:',
      'Four things are missing:',
      '5 things are missing:',
    ]);
    expect([1, 4].map(filesLead)).toEqual(['1 file dropped:', '4 files dropped:']);
  });
});
