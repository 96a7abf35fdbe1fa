/** The tables of the model card, as Markdown. */
import { generateQuestions, generateScene, questionRandom, type Split } from '../../scene';
import type { Journal } from '../journal';
import { markdownTable } from '../markdown';
import type { ItemRecord } from '../records';
import type { EvaluationDocument } from '../report';
import { SCENES_PER_SEED } from '../scenes';
import { percent } from '../text';

/** Accuracy by family on both splits, with 95 % intervals, beside the guess that sees no image. */
export function familyTable(test: EvaluationDocument, compositional: EvaluationDocument): string {
  const { families, overall, interval, baselines } = test.accuracy;
  const other = compositional.accuracy;
  const bounds = ([low, high]: readonly [number, number]) =>
    `(${(100 * low).toFixed(1)}–${(100 * high).toFixed(1)})`;
  return markdownTable(
    ['family', 'test', 'compositional', 'question only (test)'],
    [
      [
        '**all**',
        `**${percent(overall)}** ${bounds(interval)}`,
        `**${percent(other.overall)}** ${bounds(other.interval)}`,
        percent(baselines.questionOnly),
      ],
      ...Object.entries(families)
        .sort(([, a], [, b]) => b.accuracy - a.accuracy)
        .map(([name, rate]) => [
          name,
          `${percent(rate.accuracy)} ${bounds(rate.interval)}`,
          other.families[name]
            ? `${percent(other.families[name].accuracy)} ${bounds(other.families[name].interval)}`
            : '',
          baselines.families?.[name] ? percent(baselines.families[name].questionOnly) : '',
        ]),
    ],
  );
}

/** A question of an evaluated scene with what the model answered. */
export interface AskedItem extends ItemRecord {
  readonly index: number;
  readonly item: number;
  readonly intent: string;
  readonly question: string;
}

/** The questions of a journal on scenes, drawn again, with the answers that were given. */
export function askedItems({ header, records }: Journal): AskedItem[] {
  const { dataset, seed, perPicture } = header.settings;
  const split = dataset.replace(/^scenes:/, '') as Split;
  return records.flatMap(({ index, items }) => {
    const scene = seed * SCENES_PER_SEED + index;
    const asked = generateQuestions(generateScene(scene, split), questionRandom(scene, split), {
      count: perPicture,
    });
    return items.map((item, at) => ({
      ...item,
      index,
      item: at,
      intent: asked[at]!.intent,
      question: asked[at]!.text,
    }));
  });
}

/** Forms that mean the same count as one: the nine places, and so on. */
const formOf = (intent: string): string => intent.replace(/^(where\.what)-.*/, '$1');

/** Accuracy of each form of question, the best first within its family. */
export function formTable(items: readonly AskedItem[]): string {
  const forms = new Map<string, AskedItem[]>();
  for (const item of items) {
    const form = formOf(item.intent);
    forms.set(form, [...(forms.get(form) ?? []), item]);
  }
  const rows = [...forms].map(([form, asked]) => ({
    form,
    n: asked.length,
    accuracy: asked.reduce((sum, { credit }) => sum + credit, 0) / asked.length,
    example: asked[0]!.question,
  }));
  rows.sort((a, b) => a.form.split('.')[0]!.localeCompare(b.form.split('.')[0]!) || b.accuracy - a.accuracy);
  return markdownTable(
    ['form', 'accuracy', 'n', 'for example'],
    rows.map(({ form, n, accuracy, example }) => [
      `\`${form}\``,
      percent(accuracy),
      String(n),
      `“${example}”`,
    ]),
  );
}

/** Accuracy by the number that was to be counted, and how often the answer was at most one off. */
export function countTable(items: readonly AskedItem[]): string {
  const counted = items.filter(({ family }) => family === 'counting');
  const numbers = [...new Set(counted.map(({ truth }) => Number(truth)))].sort((a, b) => a - b);
  const share = (some: readonly AskedItem[], isRight: (item: AskedItem) => boolean) =>
    percent(some.filter(isRight).length / some.length);
  return markdownTable(
    ['right number', 'exact', 'within one', 'n'],
    numbers.map((number) => {
      const some = counted.filter(({ truth }) => Number(truth) === number);
      return [
        String(number),
        share(some, ({ answer, truth }) => answer === truth),
        share(some, ({ answer, truth }) => Math.abs(Number(answer) - Number(truth)) <= 1),
        String(some.length),
      ];
    }),
  );
}
