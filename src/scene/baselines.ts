/** How well one does without looking: the yardsticks beside a model's accuracy. */
import { generateScene, SPLITS } from './generate';
import type { Split } from './generate';
import { generateQuestions } from './questions';
import type { Question } from './questions/types';
import { createRandom } from './random';
import type { Random } from './random';

/** Accuracies, 0…1. */
export interface Baselines {
  /** Always the most frequent answer of the training questions. */
  readonly majority: number;
  /** The most frequent answer to what is asked (intent and things, regardless of wording), without the picture. */
  readonly questionOnly: number;
  /** The same by family. */
  readonly families: Readonly<
    Record<string, { readonly n: number; readonly majority: number; readonly questionOnly: number }>
  >;
}

class Tally {
  private readonly counts = new Map<string, Map<string, number>>();

  add(key: string, answer: string): void {
    let answers = this.counts.get(key);
    if (!answers) this.counts.set(key, (answers = new Map<string, number>()));
    answers.set(answer, (answers.get(answer) ?? 0) + 1);
  }

  best(key: string): string | undefined {
    let best: string | undefined;
    let most = 0;
    for (const [answer, count] of this.counts.get(key) ?? [])
      if (count > most) {
        most = count;
        best = answer;
      }
    return best;
  }
}

/** Learns both baselines from `train` and scores them on `test`; a question never met is answered by its intent's majority. */
export function scoreBaselines(train: Iterable<Question>, test: Iterable<Question>): Baselines {
  const tally = new Tally();
  for (const { intent, subject, family, answer } of train) {
    tally.add('all', answer);
    tally.add(`family ${family}`, answer);
    tally.add(`intent ${intent}`, answer);
    tally.add(`asked ${intent} ${subject}`, answer);
  }
  let total = 0;
  let majority = 0;
  let questionOnly = 0;
  const families: Record<string, { n: number; majority: number; questionOnly: number }> = {};
  for (const { intent, subject, family, answer } of test) {
    const entry = (families[family] ??= { n: 0, majority: 0, questionOnly: 0 });
    const guess = tally.best(`asked ${intent} ${subject}`) ?? tally.best(`intent ${intent}`);
    total++;
    entry.n++;
    if (tally.best('all') === answer) majority++;
    if (tally.best(`family ${family}`) === answer) entry.majority++;
    if (guess === answer) {
      questionOnly++;
      entry.questionOnly++;
    }
  }
  for (const entry of Object.values(families)) {
    entry.majority /= entry.n;
    entry.questionOnly /= entry.n;
  }
  return { majority: majority / total, questionOnly: questionOnly / total, families };
}

/** The questions of `n` scenes of a split, seeds from `start` on. */
export function* questionsOf(split: Split, start: number, n: number, perScene: number): Generator<Question> {
  for (let seed = start; seed < start + n; seed++)
    yield* generateQuestions(generateScene(seed, split), questionRandom(seed, split), { count: perScene });
}

/** The stream from which a scene's questions are drawn, apart from all streams that draw scenes. */
export function questionRandom(seed: number, split: Split): Random {
  return createRandom(2 ** 52 + 4 + seed * SPLITS.length + SPLITS.indexOf(split));
}
