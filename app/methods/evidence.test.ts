import { afterEach, describe, expect, it, vi } from 'vitest';
import { fetchEvidence, parseEvidence } from './evidence';
import { isRecommended, measuredModel } from './measured';
import { EVIDENCE } from './testing/evidence';

const { sha256 } = EVIDENCE.model;
const BUNDLED = '7e71d38feeb0d19028e96f48a743774e7da4057b3775f6a661cb04d6353bb6ea';

afterEach(() => vi.unstubAllGlobals());

describe('figures from a file', () => {
  it('come as they are', () => {
    expect(parseEvidence(JSON.stringify(EVIDENCE), sha256)).toEqual(EVIDENCE);
  });

  it('are refused with the place that is wrong', () => {
    const [first, ...rest] = EVIDENCE.methods;
    const broken = { ...EVIDENCE, methods: [{ ...first, words: { value: 2, low: 0, high: 1 } }, ...rest] };
    expect(() => parseEvidence(JSON.stringify(broken), sha256)).toThrow(/methods\.0\.words\.value/);
    const outside = { ...EVIDENCE, methods: [{ ...first, words: { value: 0.1, low: 0.2, high: 0.3 } }] };
    expect(() => parseEvidence(JSON.stringify(outside), sha256)).toThrow(/outside of its interval/);
    expect(() => parseEvidence('<!doctype html>', sha256)).toThrow(/the whole file/);
    expect(() => parseEvidence(JSON.stringify({ ...EVIDENCE, schema: 2 }), sha256)).toThrow(/schema/);
  });

  it('of another model are not shown', () => {
    expect(() => parseEvidence(JSON.stringify(EVIDENCE), 'cd'.repeat(32))).toThrow(/of another model/);
  });

  it('say what to do when they do not come', async () => {
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')));
    await expect(fetchEvidence('https://host/e.json', sha256)).rejects.toThrow(/connect, and open this list/);
    vi.stubGlobal('fetch', () => Promise.resolve(new Response('', { status: 404 })));
    await expect(fetchEvidence('https://host/e.json', sha256)).rejects.toThrow(/answered 404/);
    vi.stubGlobal('fetch', () => Promise.resolve(new Response(JSON.stringify(EVIDENCE))));
    await expect(fetchEvidence('https://host/e.json', sha256)).resolves.toEqual(EVIDENCE);
  });
});

describe('measured models', () => {
  it('are known by their digest, or by the digits that links keep of it', () => {
    expect(measuredModel(BUNDLED)?.sha256).toBe(BUNDLED);
    expect(measuredModel(BUNDLED.slice(0, 12))?.sha256).toBe(BUNDLED);
    expect(measuredModel(BUNDLED.slice(0, 11))).toBeUndefined();
    expect(measuredModel('0'.repeat(64))).toBeUndefined();
  });

  it('recommend one variant of one method, named or left to the model', () => {
    const model = { recommended: { id: 'weighted', importance: 'norm-ln' } } as const;
    expect(isRecommended(model, { id: 'weighted' })).toBe(true);
    expect(isRecommended(model, { id: 'weighted' }, 'norm-ln')).toBe(true);
    expect(isRecommended(model, { id: 'weighted', importance: 'norm-ln' }, 'norm')).toBe(true);
    expect(isRecommended(model, { id: 'weighted' }, 'norm')).toBe(false);
    expect(isRecommended(model, { id: 'weighted', importance: 'gradient' }, 'norm-ln')).toBe(false);
    expect(isRecommended(model, { id: 'equal' })).toBe(false);
  });
});
