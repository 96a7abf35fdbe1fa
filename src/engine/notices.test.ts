import { describe, expect, it } from 'vitest';
import { loadTokenizer } from '../text/tokenizer';
import { trainBpe } from '../text/bpe';
import { questionNotices } from './notices';

const corpus = [
  'how many strawberries are there?',
  'is the strawberry left of the dog?',
  'where is the dog?',
];
const tokenizer = loadTokenizer(trainBpe([...corpus, ...corpus], { vocabSize: 700 }), { maxLength: 16 });
const notices = (question: string) => questionNotices(tokenizer.encode(question));

describe('notices on how a question is read', () => {
  it('says nothing of words that were learnt', () => {
    for (const question of corpus) expect(notices(question)).toEqual([]);
  });

  it('says where a question was cut', () => {
    expect(notices('dog '.repeat(2000))).toEqual([
      'The question was cut at 16 tokens, the most this model reads.',
    ]);
  });

  it('names a word that was never seen, once', () => {
    expect(notices('zqx or zqx?')).toEqual([expect.stringContaining('no entry for “zqx”, so')]);
  });

  it('puts bytes together to characters before it names them', () => {
    expect(notices('is 😀 there?')).toEqual([expect.stringContaining('“😀”')]);
  });

  it('names three and says that there are more', () => {
    const long = loadTokenizer(trainBpe([...corpus, ...corpus], { vocabSize: 700 }), { maxLength: 77 });
    const [sentence] = questionNotices(long.encode('zqx vkz jjw xyx bvb'));
    expect(sentence).toContain('“zqx”, “vkz”, “jjw” and others');
    expect(sentence).not.toContain('xyx');
  });
});
