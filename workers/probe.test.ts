import { afterEach, describe, expect, it, vi } from 'vitest';
import { probe } from './probe';
import { twoBackends } from './testing/twoBackends';

afterEach(() => vi.restoreAllMocks());

/** Runs take as long as told, on a clock of their own. */
function clocked(milliseconds: Record<'wasm' | 'webgpu', number>) {
  let now = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => now);
  return twoBackends({ onRun: (provider) => (now += milliseconds[provider]) });
}

describe('the choice between WebGPU and WASM', () => {
  it('takes WebGPU where it agrees and is faster, and says by how much', async () => {
    const ort = clocked({ wasm: 20, webgpu: 5 });
    expect(await probe(ort, false)).toEqual({
      useGpu: true,
      reason: 'WebGPU is faster here (5.0 ms against 20.0 ms in a probe).',
    });
    expect(ort.open(), 'sessions left open').toBe(0);
  });

  it('takes WASM where WebGPU is slower or just as fast', async () => {
    expect(await probe(clocked({ wasm: 20, webgpu: 300 }), false)).toEqual({
      useGpu: false,
      reason: 'WASM is faster here than WebGPU (probe: 300.0 ms against 20.0 ms).',
    });
    expect(await probe(clocked({ wasm: 20, webgpu: 20 }), false)).toMatchObject({ useGpu: false });
  });

  it('asked for WebGPU by the address, times nothing', async () => {
    expect(await probe(clocked({ wasm: 1, webgpu: 500 }), true)).toEqual({
      useGpu: true,
      reason: 'WebGPU, as the address asks.',
    });
  });

  it('never takes a WebGPU that computes something else, whatever the address asks', async () => {
    for (const forced of [false, true]) {
      const { useGpu, reason } = await probe(twoBackends({ off: 1 }), forced);
      expect(useGpu).toBe(false);
      expect(reason).toMatch(/^WebGPU differs from WASM by .* in its self-check, so WASM runs\.$/);
    }
  });

  it('takes WASM where WebGPU gives no numbers at all', async () => {
    expect(await probe(twoBackends({ off: Number.NaN }), true)).toMatchObject({ useGpu: false });
  });

  it('takes WASM where WebGPU breaks under the self-check, and says how', async () => {
    expect(await probe(twoBackends({ fails: 'no such kernel' }), true)).toEqual({
      useGpu: false,
      reason: 'WebGPU failed its self-check (no such kernel), so WASM runs.',
    });
  });
});
