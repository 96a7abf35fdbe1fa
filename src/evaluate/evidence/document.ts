import { METHODS } from '../../methods/registry';
import type { EvaluationDocument } from '../report';
import {
  accuracyTable,
  areaTable,
  comparisonTable,
  MAIN_METRICS,
  markdownTable,
  provenance,
  truthTable,
} from '../markdown';
import { named, randomisationTable, swapTable, type SanityDocument } from '../sanity/report';
import { UNNOTICED_WEIGHTS } from '../sanity/randomisation';
import { UNNOTICED_QUESTION } from '../sanity/swap';
import { chooseImportance, gapOf, LEVEL, type Choice } from './choice';
import type { Example } from './examples';
import { overallVerdict, verdictLines } from './verdict';

/** An example with the file of its picture and what was asked and answered. */
export interface ShownExample extends Example {
  readonly file: string;
  readonly question: string;
  readonly answer: string;
}

export interface EvidenceInput {
  readonly val: EvaluationDocument;
  readonly test: EvaluationDocument;
  /** A smaller run that has the slow methods too. */
  readonly slow?: EvaluationDocument;
  readonly sanity?: SanityDocument;
  /** The default importance before, which stays where none is clearly ahead of it. */
  readonly kept?: string;
  readonly examples: readonly ShownExample[];
  /** File names of curves, relative to the document. */
  readonly curves: readonly string[];
  /** The command that wrote the document. */
  readonly command: string;
}

/** `docs/evidence.md` from results alone: every number in it is read from them. */
export function evidenceMarkdown(input: EvidenceInput): string {
  const { val, test, slow, sanity } = input;
  const chosen = chooseImportance(val, input.kept);
  const weighted = test.methods?.[chosen.name] ? chosen.name : chooseImportance(test).name;
  const sections = [
    ...introduction(input, chosen),
    ...result(test, weighted),
    ...why(test, weighted),
    '## All methods\n',
    'Removing patches. A lower positive and a higher negative area are better. Accuracy along the fine grid, along the reference’s grid, and the explained answer’s probability along the fine grid.\n',
    areaTable(test, 'image'),
    'Removing words one by one; closed up as in the reference, and with the words that stay at their own positions.\n',
    areaTable(test, 'text'),
    ...input.curves.map((file) => `![Accuracy as parts are removed](${file})`),
    ...groundTruth(test),
    ...randomCheck(test),
    '## Paired tests\n',
    'The difference is method − against, on the same questions; p by flipping signs of whole pictures, Holm-corrected over the rows of a metric.\n',
    comparisonTable(test, MAIN_METRICS),
    ...(slow ? slowMethods(slow) : []),
    ...(sanity ? sanityChecks(sanity) : []),
    ...examples(input.examples, weighted),
    ...(val === test ? [] : ['## Accuracy of the model\n', accuracyTable(test), provenance(test)]),
    '## Methods\n',
    markdownTable(
      ['method', 'what it does', 'source', 'cost'],
      METHODS.map(({ id, sentence, citation, cost }) => [
        `\`${id}\``,
        sentence,
        citation ? citation.key : '–',
        cost,
      ]),
    ),
  ];
  return `${sections.join('\n\n')}\n`;
}

function introduction({ val, test, sanity, slow, command }: EvidenceInput, chosen: Choice): string[] {
  const commands = [val.command, test.command, slow?.command, sanity?.command, command];
  return [
    '# Evidence: which map tells the truth\n',
    'Written by a script from the results of `whylight evaluate`; made again by these commands, to the digit on the same machine:\n',
    `\`\`\`sh\n${commands.filter((one) => one !== undefined).join('\n')}\n\`\`\``,
    `*Weighted* is this project's reconstruction of Huang et al. 2023 (arXiv 2308.10240), whose full text could not be had; *equal* is Chefer et al. 2021 (arXiv 2103.15679). What is explained is the model's first answer, right or wrong. Random is the mean of ${test.settings.permutations} permutations.`,
    '## The default importance\n',
    `Chosen on ${val.dataset} by the sum of both gaps (negative less positive area, patches and words): \`${chosen.importance}\`.${
      chosen.levelWith
        ? ` \`${chosen.levelWith.name}\` is ahead of it by ${chosen.levelWith.by.toFixed(4)}, which is level (less than ${LEVEL}), so the default of the model before stays.`
        : ''
    }\n`,
    markdownTable(
      ['method', 'gap, patches', 'gap, words', 'sum'],
      Object.entries(val.methods ?? {}).map(([name, method]) => {
        const { image, text, sum } = gapOf(method);
        return [name, image.toFixed(4), text.toFixed(4), sum.toFixed(4)];
      }),
    ),
    provenance(val),
  ];
}

const result = (test: EvaluationDocument, weighted: string): string[] => [
  '## Does weighted beat equal?\n',
  overallVerdict(test, weighted, 'equal'),
  verdictLines(test, weighted, 'equal').join('\n'),
  provenance(test),
];

function why(test: EvaluationDocument, weighted: string): string[] {
  const controls = Object.keys(test.methods ?? {}).filter((name) => /^(layer-mean|shuffled)/.test(name));
  if (controls.length === 0) return [];
  return [
    '## What the controls say about why\n',
    '`layer-mean` gives every token of a block the block’s mean weight, `shuffled` deals a block’s weights to its tokens at random. If weighted beats equal and them, the token’s own importance matters; if they do as well, it is the layer’s.\n',
    ...controls.flatMap((control) => [
      overallVerdict(test, weighted, control),
      verdictLines(test, weighted, control).join('\n'),
    ]),
  ];
}

function groundTruth(test: EvaluationDocument): string[] {
  const parts = [
    ['all', 'Questions on objects, whatever the answer.'],
    ['correct', 'Questions on objects that were answered rightly.'],
    ['background', 'Questions on the background: what no object covers justifies the answer.'],
  ] as const;
  const tables = parts.flatMap(([subset, title]) => {
    const table = truthTable(test, subset);
    return table === null ? [] : [`${title}\n`, table];
  });
  return tables.length === 0
    ? []
    : [
        '## Ground truth\n',
        'After CLEVR-XAI (Arras et al. 2022), on patches: the share of relevance on the justifying objects (mass), the share of the most relevant patches that justify (rank), and whether the most relevant one does (pointing). Lift is 0 for random and 1 for the ceiling. Questions whose answer nothing justifies are left out.\n',
        ...tables,
      ];
}

/** Measured against theory: equal areas in both directions, and mean(c) for all three scores. */
function randomCheck({ methods }: EvaluationDocument): string[] {
  const random = methods?.random;
  if (!random) return [];
  const row = (name: string, measured: number, theory: number) => [
    name,
    measured.toFixed(4),
    theory.toFixed(4),
    (measured - theory).toFixed(4),
  ];
  const { image, text, groundTruth: truth } = random;
  return [
    '## Random, measured and by theory\n',
    'Theory wants positive and negative area alike, and mean(c) for every score of ground truth.\n',
    markdownTable(
      ['random', 'measured', 'theory', 'difference'],
      [
        row('patches, positive against negative', image.positive.auc, image.negative.auc),
        row('words, positive against negative', text.positive.auc, text.negative.auc),
        ...(truth
          ? (['mass', 'rank', 'pointing'] as const).map((name) => row(name, truth[name], truth.random))
          : []),
      ],
    ),
  ];
}

const slowMethods = (slow: EvaluationDocument): string[] => [
  '## The yardsticks that do not read attention\n',
  'Occlusion, input × gradient and integrated gradients cost many passes an example, so they are measured on fewer questions, beside the others on the same.\n',
  areaTable(slow, 'image'),
  areaTable(slow, 'text'),
  truthTable(slow, 'all') ?? '',
  provenance(slow),
];

const sanityChecks = (sanity: SanityDocument): string[] => [
  '## Sanity checks\n',
  'Rank correlation of image maps with the trained model’s as weights are randomised from the answer down (Adebayo et al. 2018; entries of each tensor dealt out anew, stages add up), the same answer explained throughout.\n',
  randomisationTable(sanity, 'image'),
  'The same for words.\n',
  randomisationTable(sanity, 'text'),
  `Methods that did not notice (a mean of ${UNNOTICED_WEIGHTS} and more with everything randomised, on images): ${named(sanity.randomisation.unnoticed)}.`,
  `Another question on the same image, ${sanity.questionSwap.pairs} pairs.\n`,
  swapTable(sanity),
  `Methods that did not notice (a mean of ${UNNOTICED_QUESTION} and more, or mass no better on the own question’s objects): ${named(sanity.questionSwap.unnoticed)}.`,
];

function examples(shown: readonly ShownExample[], weighted: string): string[] {
  if (shown.length === 0) return [];
  const text = (one: ShownExample) =>
    [
      `**${one.kind}.** “${one.question}” ${one.answer}. Rank score: ${weighted} ${one.weighted.toFixed(2)}, equal ${one.equal.toFixed(2)}, random ${one.chance.toFixed(2)}.\n`,
      `![${one.kind}: maps of weighted and equal relevance for “${one.question}”](${one.file})`,
    ].join('\n');
  return [
    '## Examples\n',
    'Chosen by the rank score of ground truth among questions answered rightly: the largest differences either way, and the worst of both.\n',
    ...shown.map(text),
  ];
}
