import { describe, expect, it } from 'vitest';
import { SAMPLES } from '../scene';
import { EMPTY_LINK, LinkError, readLink, writeLink } from './index';

const state = {
  ...EMPTY_LINK,
  model: 'toy',
  image: { kind: 'scene', scene: SAMPLES[0]!.scene } as const,
  asked: { ...EMPTY_LINK.asked, question: 'what is on the left?' },
};
const link = writeLink(state);

describe('a link that comes with the marks of where it stood', () => {
  it.each([
    ...['.', ',', ')', ').', '>', '>.', '"', '”', ']', '}', '!', '?', ';', ':', '…', '**', '~~', '|'].map(
      (end) => `#${link}${end}`,
    ),
    ...['%2E', '%29', '%3E', '%22', '%20', '%E2%80%9D'].map((end) => `#${link}${end}`),
    ...['> wrote somebody', ') and more', '?utm_source=chat', '&fbclid=abc', '&amp;x=1'].map(
      (end) => `#${link}${end}`,
    ),
    ...['##', '#/', '#!/', '#%23', '# ', ''].map((front) => front + link),
    `#W${link.slice(1)}`,
    `#${link.replace('.', '%2E')}`,
    `#${link.replaceAll('-', '%2D').replaceAll('_', '%5F')}`,
    `#${link.replace(/.{60}/g, '$&\n')}`,
    `#${link.replace(/.{60}/g, '$&\u200b')}`,
    `#${link.replace(/.{60}/g, '$&%0D%0A')}`,
  ])('says the same: %s', (fragment) => {
    expect(readLink(fragment)).toEqual(readLink(link));
  });

  it.each([
    ['in capitals', link.toUpperCase(), /changed its capital and small letters/],
    ['in small letters', link.toLowerCase(), /changed its capital and small letters/],
    ['without its data', 'w2', /damaged: it ends too early/],
    ['without its data, with a dot', 'w2.', /damaged/],
    ['without its beginning', link.slice(3), /damaged: its beginning is missing/],
    ['cut in two', link.slice(0, -30), /damaged/],
  ])('is refused with a sentence: %s', (_, fragment, sentence) => {
    expect(() => readLink(`#${fragment}`)).toThrow(LinkError);
    expect(() => readLink(`#${fragment}`)).toThrow(sentence);
  });
});

describe('a link that a person wrote', () => {
  const asked = (fragment: string) => {
    const read = readLink(fragment)!;
    const { image, asked: what } = read;
    return [
      image?.kind === 'sample' ? image.id : image,
      what.question,
      what.target.answer,
      what.target.versus,
    ];
  };

  it.each([
    ['#scene=picnic&q=what%3F&answer=cat&versus=dog', ['picnic', 'what?', 'cat', 'dog']],
    ['#scene=picnic.', ['picnic', '', undefined, undefined]],
    ['##scene=picnic)', ['picnic', '', undefined, undefined]],
    ['#/scene=picnic%2E', ['picnic', '', undefined, undefined]],
    ['#SCENE=PICNIC&Q=WHAT%3F', ['picnic', 'WHAT?', undefined, undefined]],
    ['#scene=picnic&amp;q=what%3F&amp;answer=cat', ['picnic', 'what?', 'cat', undefined]],
    ['#q=what%3F&answer=cat).', [undefined, 'what?', 'cat', undefined]],
    ['#q=is+it+(red)&answer=(no+text)', [undefined, 'is it (red)', '(no text)', undefined]],
    ['#q=what%3F)>', [undefined, 'what?', undefined, undefined]],
    ['#q=Mr.', [undefined, 'Mr.', undefined, undefined]],
    ['#q=a%09b%0Ac%0D%0Ad', [undefined, 'a b c d', undefined, undefined]],
  ])('says what was meant: %s', (fragment, meant) => {
    expect(asked(fragment)).toEqual(meant);
  });

  it('counts the letters of a question, not its bytes', () => {
    const question = '猫'.repeat(3000);
    expect(readLink(`#q=${encodeURIComponent(question)}`)!.asked.question).toBe(question);
    expect(() => readLink(`#q=${'a'.repeat(4001)}`)).toThrow(
      /“q” has 4001 letters, more than the allowed 4000/,
    );
  });
});
