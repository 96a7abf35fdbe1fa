/**
 * Measures the captions of a model on sticker scenes that no training saw, and prints the figures as JSON:
 *
 *   npx tsx node/evaluate/measureCaptions.ts --model captions [--split test] [--n 500] [--beams 1] [--threads 1]
 */
import { parseArgs } from 'node:util';
import { SPLITS, type Split } from '../../src/scene';
import { WhylightError } from '../../src/tensor/error';
import { isExpected, sentenceOf } from '../errors';
import { load } from '../library/library';
import { measureCaptions } from './captions';

const { values } = parseArgs({
  options: {
    model: { type: 'string' },
    split: { type: 'string', default: 'test' },
    n: { type: 'string', default: '500' },
    beams: { type: 'string', default: '1' },
    threads: { type: 'string', default: '1' },
  },
});

async function main(): Promise<void> {
  const { split } = values;
  const isSplit = (name: string): name is Split => (SPLITS as readonly string[]).includes(name);
  if (!isSplit(split))
    throw new WhylightError('bad-input', `There is no split "${split}"; give one of ${SPLITS.join(', ')}.`);
  const count = Number(values.n);
  if (!Number.isInteger(count) || count < 1)
    throw new WhylightError(
      'bad-input',
      `--n is "${values.n}"; give how many scenes, a whole number from 1.`,
    );
  const model = await load(values.model, { threads: Number(values.threads) });
  try {
    const beams = Number(values.beams);
    const found = await measureCaptions(model, { split, count, beams });
    process.stdout.write(`${JSON.stringify({ split, beams, ...found }, null, 2)}\n`);
  } finally {
    await model.dispose();
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${sentenceOf(error)}\n`);
  process.exitCode = isExpected(error) ? 2 : 1;
});
