/** How good captions of sticker scenes are: what they state held against the scene, and against the scene's own telling. */
import { captionWords, claimsOf, tellScene, WORD_ROLES, type Scene, type WordRole } from '../scene';

export interface Share {
  readonly right: number;
  readonly of: number;
}

/** A caption that was said of a scene. */
export interface SaidCaption {
  readonly scene: Scene;
  readonly text: string;
}

export interface CaptionScores {
  readonly captions: number;
  /** Content words that hold, all together and by what they state. */
  readonly content: Share;
  readonly roles: Readonly<Record<WordRole, Share>>;
  /** Numbers but "a" and "an". */
  readonly counts: Share;
  /** Captions that name no object which is not there. */
  readonly faithful: Share;
  /** Captions of which every content word holds. */
  readonly whole: Share;
  /** Captions that are the scene's own telling, word for word. */
  readonly exact: Share;
  /** BLEU-4 against that telling, 0 to 1. */
  readonly bleu: number;
}

/** Scores of captions; see `claimsOf` for what counts as right. */
export function scoreCaptions(said: readonly SaidCaption[]): CaptionScores {
  const judged = said.map(({ scene, text }) => ({
    claims: claimsOf(text, scene),
    words: captionWords(text),
    telling: captionWords(tellScene(scene).text),
  }));
  const claims = judged.flatMap((one) => one.claims);
  const shareOf = <T>(items: readonly T[], holds: (item: T) => boolean): Share => ({
    right: items.filter(holds).length,
    of: items.length,
  });
  const ofRole = (role: WordRole) => claims.filter((claim) => claim.role === role);
  const isRight = ({ right }: { readonly right: boolean }) => right;
  return {
    captions: said.length,
    content: shareOf(claims, isRight),
    roles: Object.fromEntries(
      WORD_ROLES.map((role) => [role, shareOf(ofRole(role), isRight)]),
    ) as CaptionScores['roles'],
    counts: shareOf(
      ofRole('number').filter(({ text }) => text !== 'a' && text !== 'an'),
      isRight,
    ),
    faithful: shareOf(judged, (one) => one.claims.every(({ role, right }) => right || role !== 'object')),
    whole: shareOf(judged, (one) => one.claims.every(isRight)),
    exact: shareOf(judged, ({ words, telling }) => words.join(' ') === telling.join(' ')),
    bleu: bleu(judged.map(({ words, telling }) => ({ said: words, reference: telling }))),
  };
}

/** Longest n-grams that BLEU counts. */
const MOST = 4;

/**
 * BLEU-4 over a corpus with one reference each (Papineni et al. 2002, sections 2.1 and 2.3): the geometric mean of the
 * clipped precisions of 1- to 4-grams, times exp(1 − reference length / length) where what was said is shorter. 0 where
 * one of the precisions is.
 */
export function bleu(
  pairs: readonly { readonly said: readonly string[]; readonly reference: readonly string[] }[],
): number {
  let logs = 0;
  for (let n = 1; n <= MOST; n++) {
    let [matched, all] = [0, 0];
    for (const { said, reference } of pairs) {
      const known = countsOf(reference, n);
      for (const [gram, count] of countsOf(said, n)) {
        matched += Math.min(count, known.get(gram) ?? 0);
        all += count;
      }
    }
    if (matched === 0) return 0;
    logs += Math.log(matched / all) / MOST;
  }
  const length = (of: (pair: (typeof pairs)[number]) => readonly string[]) =>
    pairs.reduce((sum, pair) => sum + of(pair).length, 0);
  const [said, reference] = [length((pair) => pair.said), length((pair) => pair.reference)];
  return Math.exp(logs + Math.min(0, 1 - reference / said));
}

function countsOf(words: readonly string[], n: number): Map<string, number> {
  const counts = new Map<string, number>();
  for (let at = 0; at + n <= words.length; at++) {
    const gram = words.slice(at, at + n).join(' ');
    counts.set(gram, (counts.get(gram) ?? 0) + 1);
  }
  return counts;
}
