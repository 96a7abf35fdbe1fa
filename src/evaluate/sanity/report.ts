import { markdownTable } from '../markdown';
import type { Header } from '../records';
import type { RandomisationReport } from './randomisation';
import type { Similarity } from './similarity';
import type { SwapReport } from './swap';

/** What `whylight evaluate --sanity --json` prints. */
export interface SanityDocument {
  readonly schema: number;
  readonly model: Header['model'];
  readonly dataset: string;
  readonly n: number;
  readonly pictures: number;
  readonly seed: number;
  readonly command: string;
  readonly randomisation: RandomisationReport;
  readonly questionSwap: SwapReport;
}

/** Rank correlation with the trained model's map after each step of randomisation. */
export function randomisationTable({ randomisation }: SanityDocument, modality: 'image' | 'text'): string {
  return markdownTable(
    ['method', ...randomisation.stages],
    Object.entries(randomisation.methods).map(([name, method]) => [
      name,
      ...method[modality].map((found) => (found === null ? '–' : found.mean.toFixed(2))),
    ]),
  );
}

export function swapTable({ questionSwap }: SanityDocument): string {
  return markdownTable(
    ['method', 'rank correlation', 'overlap of top fifths', 'own mask − other mask'],
    Object.entries(questionSwap.methods).map(([name, found]) => [
      name,
      interval(found.similarity),
      interval(found.overlap),
      interval(found.ownMask),
    ]),
  );
}

/** Names of methods that did not notice, as part of a sentence. */
export const named = (methods: readonly string[]): string =>
  methods.length === 0 ? 'none' : methods.map((name) => `\`${name}\``).join(', ');

export function sanityText(document: SanityDocument): string {
  const { randomisation, questionSwap, dataset, n } = document;
  return [
    `${dataset}: sanity checks on ${n} questions`,
    '',
    'Rank correlation of image maps with those of the trained model, weights randomised from the answer down:',
    randomisationTable(document, 'image'),
    '',
    'The same for words:',
    randomisationTable(document, 'text'),
    `Did not notice (0.5 and more at the end): ${named(randomisation.unnoticed)}`,
    '',
    `Two questions on one image, ${questionSwap.pairs} pairs:`,
    swapTable(document),
    `Did not notice (0.9 and more, or own mask no better than the other): ${named(questionSwap.unnoticed)}`,
  ].join('\n');
}

const interval = (found: Similarity | null): string =>
  found === null
    ? '–'
    : `${found.mean.toFixed(2)} [${found.interval[0].toFixed(2)}, ${found.interval[1].toFixed(2)}]`;
