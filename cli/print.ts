import type { ExplanationDocument, MethodResult } from '../src/ask/document';

const SHADES = ' .:-=+*#%@';
const ANSWERS_SHOWN = 5;

/** An explanation for people who read it in a terminal. */
export function printExplanation(document: ExplanationDocument): void {
  process.stdout.write(`${explanationText(document)}\n`);
}

/** Answers, then each method's map as a grid of shades on one scale, and the words with their shares. */
export function explanationText(document: ExplanationDocument): string {
  const { question, answers, target, methods, tokens } = document;
  const rival = target.versus === undefined ? '' : ` rather than "${target.versus}"`;
  const largest = Math.max(...methods.flatMap(({ image }) => image.values.map(Math.abs)));
  const shown = answers.filter(({ text }, rank) => rank < ANSWERS_SHOWN || text === target.answer);
  return [
    `Question  ${question}`,
    `Answers   ${shown.map(({ text, probability }) => `${text} ${percent(probability)}`).join('   ')}`,
    `Why "${target.answer}"${rival}:`,
    ...methods.map((method) => methodText(method, tokens, largest)),
  ].join('\n');
}

function methodText(method: MethodResult, tokens: readonly string[], largest: number): string {
  const { rows, cols, values } = method.image;
  const grid = Array.from({ length: rows }, (_, row) =>
    Array.from({ length: cols }, (_, col) => shade(values[row * cols + col]!, largest).repeat(2)).join(''),
  );
  const edge = `  +${'-'.repeat(2 * cols)}+`;
  const silent = method.image.rawMass === 0 ? ' (no relevance reaches the image)' : '';
  const words = tokens.flatMap((token, i) =>
    i === 0 || i === tokens.length - 1 ? [] : [`${token} ${percent(method.text.values[i]!)}`],
  );
  const importance = method.importance === undefined ? '' : `, importance ${method.importance}`;
  return [
    '',
    `${method.id}${importance}, start layer ${method.startLayer}${silent}`,
    edge,
    ...grid.map((row) => `  |${row}|`),
    edge,
    `  ${words.join('   ')}`,
  ].join('\n');
}

function shade(value: number, largest: number): string {
  if (largest === 0 || value <= 0) return SHADES[0]!;
  return SHADES[Math.min(SHADES.length - 1, Math.ceil((value / largest) * (SHADES.length - 1)))]!;
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
