import { describe, expect, it } from 'vitest';
import { squarePreprocessing } from '../../src/image/config';
import { DEFAULT_METHODS } from '../../src/ask/defaults';
import type { PageAsked } from './asked';
import { isAbout, type Example } from './example';
import { explanationOf, imageNamed } from './testing/manualClient';

const asked: PageAsked = { question: 'what is it', target: {}, methods: DEFAULT_METHODS };
/** Explains the answer "cat". */
const example: Example = {
  document: explanationOf({ asked }).document,
  asked,
  image: { ...imageNamed('example'), sample: 'picnic' },
  modelName: 'Toy',
  preprocessing: squarePreprocessing(32),
  mark: 'Precomputed example',
};
const about = (part: Partial<PageAsked>, image = imageNamed('example')) =>
  isAbout(example, { image, asked: { ...asked, ...part } });

describe('an example', () => {
  it('answers its own question, with its answer named or left to the model', () => {
    expect(about({})).toBe(true);
    expect(about({ target: { answer: 'cat' } })).toBe(true);
    expect(about({ startLayer: undefined, choices: undefined })).toBe(true);
    expect(about({ target: { answer: 'dog' } })).toBe(false);
    expect(about({ target: { versus: 'dog' } })).toBe(false);
  });

  it.each<Partial<PageAsked>>([
    { question: 'what else' },
    { startLayer: 1 },
    { choices: ['cat', 'dog'] },
    { methods: [{ id: 'weighted', importance: 'norm' }, { id: 'equal' }] },
  ])('does not answer %o', (part) => {
    expect(about(part)).toBe(false);
  });

  it('is about its picture, however that is drawn, and about none in particular while none is there', () => {
    expect(about({}, { ...imageNamed('sample:picnic'), sample: 'picnic' })).toBe(true);
    expect(about({}, imageNamed('photograph:1'))).toBe(false);
    expect(isAbout(example, { image: undefined, asked })).toBe(true);
  });
});
