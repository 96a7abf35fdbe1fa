import { createHash } from 'node:crypto';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { DEFAULT_VIEW, readLink, viewOf, writeLink, type View } from '../../src/ask';
import { DEFAULT_METHODS } from '../../src/ask/defaults';
import type { PageAsked } from '../store/asked';
import { explanationOf, imageNamed, INFO } from '../store/testing/manualClient';
import { fingerprintOf, isSubject, subjectOf } from './subject';
import { imageInLink, linkInputs, withResult } from './writing';

const ASKED: PageAsked = { question: 'what is it', target: {}, methods: DEFAULT_METHODS };
const VIEW: View = {
  ...DEFAULT_VIEW,
  mode: 'difference',
  smooth: false,
  opacity: 0.4,
  contours: true,
  perMap: true,
  swipe: 0.25,
  ramp: 'viridis',
};
const state = (asked: PageAsked = ASKED) => ({ info: INFO, asked, source: {} });
const sent = (asked: PageAsked) => readLink(writeLink(linkInputs(state(asked), VIEW, undefined)))!;

afterEach(() => vi.unstubAllGlobals());

describe('a link of what is on the page', () => {
  it('carries every field of the view, the colours too', () => {
    const page = {
      ...VIEW,
      usualRamp: 'magma',
      patch: 3,
      word: undefined,
      tab: 'test',
      theme: 'dark',
    } as const;
    expect(readLink(writeLink(linkInputs(state(), page, undefined)))!.view).toEqual(VIEW);
    expect(viewOf(page)).toEqual(VIEW);
  });

  it.each<PageAsked>([
    ASKED,
    { ...ASKED, target: { answer: 'cat', versus: 'dog' }, startLayer: 2 },
    {
      ...ASKED,
      choices: ['a cat', 'a dog'],
      methods: [{ id: 'weighted', importance: 'mixing' }, { id: 'raw' }],
    },
    { ...ASKED, choices: 'caption' },
  ])('asks its reader the same %#', (asked) => {
    const { imageKey, ...read } = subjectOf(sent(asked).asked, imageNamed('a'));
    expect(imageKey).toBe('a');
    expect(isSubject({ imageKey, ...read }, { image: imageNamed('a'), asked })).toBe(true);
    expect(isSubject({ imageKey, ...read }, { image: imageNamed('b'), asked })).toBe(false);
  });

  it('names no methods where they are the usual ones', () => {
    expect(linkInputs(state(), VIEW, undefined).asked.methods).toEqual([]);
  });

  it('keeps the words of the explanation whole', () => {
    const { document } = explanationOf({ asked: ASKED });
    const tokens = ['<|startoftext|>', 'water', 'melon', '?', '<|endoftext|>'];
    const words = [-1, 0, 0, 1, -1];
    const methods = document.methods.map((method) => ({
      ...method,
      text: { values: [0, 0.25, 0.25, 0.5, 0], rawMass: 1 },
    }));
    const inputs = linkInputs(state(), VIEW, undefined);
    const link = withResult(
      inputs,
      { ...document, tokens, words, methods },
      { ...INFO, sha256: 'ab'.repeat(32) },
    );
    expect(readLink(writeLink(link))!.result).toMatchObject({ tokens, words });
  });
});

describe('the fingerprint of a photograph', () => {
  const file = new Blob(['not an image, which does not matter here']);
  const expected = async () =>
    createHash('sha256')
      .update(new Uint8Array(await file.arrayBuffer()))
      .digest('hex');

  it('is the SHA-256 of its bytes', async () => {
    expect(await fingerprintOf(file)).toBe(await expected());
  });

  it('needs no crypto.subtle, which pages on plain http from another machine lack', async () => {
    vi.stubGlobal('crypto', {});
    const photograph = { ...imageNamed('photograph:1'), file: file.slice() };
    expect(await imageInLink(photograph)).toEqual({ kind: 'file', sha256: await expected() });
  });
});
