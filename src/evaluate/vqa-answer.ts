/**
 * Answers as the VQA challenge compares them (Antol et al. 2015, arXiv 1505.00468; rules at visualqa.org/evaluation):
 * lower case, no articles, number words as digits, contractions with their apostrophe, no punctuation but apostrophes and
 * colons, no full stops but decimal ones.
 */

const ARTICLES = new Set(['a', 'an', 'the']);

const NUMBERS: ReadonlyMap<string, string> = new Map([
  ['none', '0'],
  ...['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'].map(
    (word, n) => [word, String(n)] as const,
  ),
]);

/** Contractions whose letters alone are no other word: “its”, “well”, “were” and “hell” stay as they are. */
const CONTRACTIONS: ReadonlyMap<string, string> = new Map(
  `ain't aren't can't could've couldn't didn't doesn't don't hadn't hasn't haven't he'd he's how'd how'll how's isn't
   it'd it'll let's ma'am mightn't might've mustn't must've needn't o'clock oughtn't shan't should've shouldn't
   somebody's someone's something's that'd that'll that's there'd there're there's they'd they'll they're they've 'twas
   wasn't we've weren't what'll what're what's what've when's where'd where's where've who'd who'll who's who've why'll
   why're why's won't would've wouldn't y'all you'd you'll you're you've`
    .split(/\s+/)
    .map((word) => [word.replaceAll("'", ''), word] as const),
);

/** A mark beside a space, and every mark of a number with a comma in it, goes; another one becomes a space. */
const MARKS = [...';/[]"{}()=+\\_-><@`,?!'];

/** An answer in the form in which answers are compared. */
export function normalizedAnswer(answer: string): string {
  const text = answer.toLowerCase().replaceAll(/[‘’]/g, "'").replaceAll(/\s+/g, ' ').trim();
  const hasGroupedNumber = /\d,\d/.test(text);
  const bare = MARKS.reduce((kept, mark) => {
    const isBeside = text.includes(`${mark} `) || text.includes(` ${mark}`);
    return kept.replaceAll(mark, isBeside || hasGroupedNumber ? '' : ' ');
  }, text);
  return bare
    .replaceAll(/\.(?!\d)/g, '')
    .split(/\s+/)
    .filter((word) => word !== '' && !ARTICLES.has(word))
    .map((word) => NUMBERS.get(word) ?? CONTRACTIONS.get(word) ?? word)
    .join(' ');
}

/**
 * VQA accuracy of an answer, 0 … 1: min(people who said it / 3, 1), averaged over leaving each person out; 0 or 1 by the
 * one given answer where fewer than two people were asked. Answers are compared as `normalizedAnswer` writes them, those
 * of people who all agree too.
 */
export function vqaCredit(
  given: string,
  { answer, people }: { readonly answer: string; readonly people?: readonly string[] | undefined },
): number {
  const own = normalizedAnswer(given);
  if (people === undefined || people.length < 2) return Number(own === normalizedAnswer(answer));
  const isSame = people.map((one) => normalizedAnswer(one) === own);
  const said = isSame.filter(Boolean).length;
  return isSame.reduce((sum, same) => sum + Math.min(1, (said - Number(same)) / 3), 0) / people.length;
}
