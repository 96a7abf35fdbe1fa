import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { loadRuntime, type RuntimeRequest } from './runtime';
import { twoBackends } from './testing/twoBackends';

const build = (name: string) => ({ ...twoBackends(), env: { wasm: {} as Record<string, unknown> }, name });
const builds = vi.hoisted((): Record<string, object> => ({}));
vi.mock('onnxruntime-web/wasm', () => builds['wasm']!);
vi.mock('onnxruntime-web/jspi', () => builds['jspi']!);
vi.mock('onnxruntime-web/webgpu', () => builds['webgpu']!);
for (const name of ['wasm', 'jspi', 'webgpu']) builds[name] = build(name);

const fetched: string[] = [];
const seen: [number, number][] = [];
const threadsSaid: boolean[] = [];

const request = (more: Partial<RuntimeRequest> = {}): RuntimeRequest => ({
  runtimeUrl: 'https://x.test/ort/',
  choice: 'auto',
  onBytes: (loaded, total) => seen.push([loaded, total]),
  onThreads: (started) => threadsSaid.push(started),
  ...more,
});

const adapter = (isFallbackAdapter: boolean) => ({ info: { isFallbackAdapter } });

function browser(found: { gpu?: object | null; cores?: number; isolated?: boolean; jspi?: boolean }): void {
  const { gpu, cores = 8, isolated = true, jspi = true } = found;
  vi.stubGlobal('navigator', {
    hardwareConcurrency: cores,
    ...(gpu === undefined ? {} : { gpu: { requestAdapter: () => Promise.resolve(gpu) } }),
  });
  vi.stubGlobal('crossOriginIsolated', isolated);
  // Node itself needs the rest of WebAssembly.
  const rest = Object.create(WebAssembly) as object;
  vi.stubGlobal('WebAssembly', jspi ? Object.assign(rest, { Suspending: class {} }) : rest);
}

beforeEach(() => {
  fetched.length = 0;
  seen.length = 0;
  threadsSaid.length = 0;
  vi.stubGlobal('fetch', (url: string) => {
    fetched.push(url);
    return Promise.resolve(new Response(new Uint8Array(5), { headers: { 'content-length': '5' } }));
  });
});
afterEach(() => vi.unstubAllGlobals());

describe('the runtime', () => {
  it('without WebGPU is the plain WASM build, and says why', async () => {
    browser({});
    const { backend, reason } = await loadRuntime(request());
    expect(backend).toEqual({ provider: 'wasm', threads: 4 });
    expect(reason).toBe('This browser has no WebGPU.');
    expect(fetched).toEqual(['https://x.test/ort/ort-wasm-simd-threaded.wasm']);
    expect(seen.at(-1)).toEqual([5, 5]);
  });

  it('stays on WASM where there is no adapter, or only one in software', async () => {
    browser({ gpu: null });
    expect((await loadRuntime(request())).reason).toBe('WebGPU found no graphics adapter.');
    browser({ gpu: adapter(true) });
    expect((await loadRuntime(request())).reason).toMatch(/only a software adapter/);
  });

  it('asked for WASM by the address, does not even look for an adapter', async () => {
    browser({ gpu: adapter(false) });
    expect(await loadRuntime(request({ choice: 'wasm' }))).toMatchObject({
      backend: { provider: 'wasm' },
      reason: 'WASM, as the address asks.',
    });
  });

  it('takes a software adapter when the address asks for WebGPU', async () => {
    browser({ gpu: adapter(true) });
    expect(await loadRuntime(request({ choice: 'webgpu' }))).toMatchObject({
      backend: { provider: 'webgpu' },
      reason: 'WebGPU, as the address asks.',
    });
    expect(fetched).toEqual(['https://x.test/ort/ort-wasm-simd-threaded.jspi.wasm']);
  });

  it('is the Asyncify build where the browser cannot suspend WebAssembly', async () => {
    browser({ gpu: adapter(false), jspi: false });
    await loadRuntime(request({ choice: 'webgpu' }));
    expect(fetched).toEqual(['https://x.test/ort/ort-wasm-simd-threaded.asyncify.wasm']);
  });

  it('has one thread where the page is not isolated, no more than there are cores, and what the address asks', async () => {
    const threads = async (more: Partial<RuntimeRequest> = {}) =>
      (await loadRuntime(request({ choice: 'wasm', ...more }))).backend.threads;
    browser({ isolated: false });
    expect(await threads()).toBe(1);
    browser({ cores: 2 });
    expect(await threads()).toBe(2);
    expect(await threads({ threads: 3 })).toBe(3);
  });

  it('says when its threads are to start and when they have started, where it has any', async () => {
    browser({ cores: 2 });
    await loadRuntime(request({ choice: 'wasm' }));
    expect(threadsSaid).toEqual([false, true]);
    await loadRuntime(request({ choice: 'wasm', threads: 1 }));
    expect(threadsSaid).toEqual([false, true]);
  });

  it('names the file that could not be loaded', async () => {
    browser({});
    vi.stubGlobal('fetch', () => Promise.resolve(new Response(null, { status: 404 })));
    await expect(loadRuntime(request())).rejects.toThrow(
      /^The runtime's file ort-wasm-simd-threaded\.wasm could not be loaded \(HTTP 404\): .*\.$/,
    );
    vi.stubGlobal('fetch', () => Promise.reject(new Error('offline')));
    await expect(loadRuntime(request())).rejects.toThrow(/\(offline\)/);
  });
});
