/** Puts questions into words. */
import { nounKey, withArticle, wordsOf } from './nouns';
import type { Noun, Words } from './nouns';
import type { Draft } from './questions/types';
import type { Random } from './random';

/** Fills a template's places (see `Draft.templates`). */
function fill(
  template: string,
  x: Words | undefined,
  y: Words | undefined,
  word: string | undefined,
): string {
  return template.replace(/\{(a |the )?(X|Y|W)(s?)\}/g, (_, article: string, place: string, many: string) => {
    const noun = place === 'X' ? x : y;
    const words = place === 'W' ? word : many ? noun?.many : noun?.one;
    if (words === undefined)
      throw new Error(`The template "${template}" asks for a word that its question lacks.`);
    if (article === 'the ') return `the ${words}`;
    return article === 'a ' ? withArticle(words) : words;
  });
}

function sentenceCase(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** The plainest wording, as a sentence with a question mark. */
export function phrasePlainly(draft: Draft): string {
  const words = (noun: Noun | undefined) => noun && wordsOf(noun);
  return `${sentenceCase(fill(draft.templates[0]!, words(draft.x), words(draft.y), draft.word))}?`;
}

/** Some wording: any template, now and then a synonym, upper or lower case, with or without the question mark. */
export function phrase(draft: Draft, random: Random): string {
  const words = (noun: Noun | undefined) => noun && wordsOf(noun, random);
  const text = fill(random.pick(draft.templates), words(draft.x), words(draft.y), draft.word);
  const style = random.next();
  const cased = style < 0.5 ? text : style < 0.95 ? sentenceCase(text) : text.toUpperCase();
  return random.chance(0.7) ? `${cased}?` : cased;
}

/** What a draft asks for in canonical words: see `Question.subject`. */
export function subjectOf({ x, y, word }: Draft): string {
  return [x && nounKey(x), y && nounKey(y), word].filter((part) => part !== undefined).join('|');
}
