import {
  wordsOf,
  wordValues,
  type ExplanationDocument,
  type ImageMap,
  type MethodResult,
  type Word,
} from '../../src/ask';
import { say } from '../../node/terminal';

const SHADES = ' .:-=+*#%@';
const ANSWERS_SHOWN = 5;

/** An explanation for people who read it in a terminal. */
export function printExplanation(document: ExplanationDocument): void {
  say(explanationText(document));
}

/** Answers, then each method's map as a grid of shades on one scale, and the words with their shares. */
export function explanationText(document: ExplanationDocument): string {
  const { question, answers, target, methods } = document;
  const rival = target.versus === undefined ? '' : ` rather than "${target.versus}"`;
  const largest = Math.max(0, ...methods.flatMap(({ image }) => image?.values.map(Math.abs) ?? []));
  const shown = answers.filter(({ text }, rank) => rank < ANSWERS_SHOWN || text === target.answer);
  const words = wordsOf(document);
  return [
    `Question  ${question}`,
    `Answers   ${shown.map(({ text, probability }) => `${text} ${percent(probability)}`).join('   ')}`,
    `Why "${target.answer}"${rival}:`,
    ...methods.map((method) => methodText(method, words, largest)),
  ].join('\n');
}

function methodText(method: MethodResult, words: readonly Word[], largest: number): string {
  const { id, importance, startLayer, image, text } = method;
  const silent = image?.rawMass === 0 ? ' (no relevance reaches the image)' : '';
  const weighing = importance === undefined ? '' : `, importance ${importance}`;
  return [
    '',
    `${id}${weighing}, start layer ${startLayer}${silent}`,
    ...(image ? gridLines(image, largest) : []),
    ...(text ? [`  ${wordsLine(words, text.values)}`] : []),
  ].join('\n');
}

/** The patches as shades, framed. */
function gridLines({ rows, cols, values }: ImageMap, largest: number): string[] {
  const edge = `  +${'-'.repeat(2 * cols)}+`;
  const lines = Array.from({ length: rows }, (_, row) => {
    const shades = values.slice(row * cols, (row + 1) * cols).map((value) => shade(value, largest).repeat(2));
    return `  |${shades.join('')}|`;
  });
  return [edge, ...lines, edge];
}

function wordsLine(words: readonly Word[], values: readonly number[]): string {
  const shares = wordValues(words, values);
  return words.map(({ text }, n) => `${text} ${percent(shares[n]!)}`).join('   ');
}

function shade(value: number, largest: number): string {
  if (largest === 0 || value <= 0) return SHADES[0]!;
  return SHADES[Math.min(SHADES.length - 1, Math.ceil((value / largest) * (SHADES.length - 1)))]!;
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
