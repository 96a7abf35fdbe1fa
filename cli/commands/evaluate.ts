import { InvalidArgumentError, type Command } from 'commander';
import { DEFAULT_MODEL } from '../../node/library/defaults';
import type { EvaluateOptions } from '../../node/evaluate/evaluate';
import { list, wholeNumber } from './options';
import { printJson } from '../../node/terminal';

export function registerEvaluate(program: Command): void {
  program
    .command('evaluate')
    .description('measure accuracy, and how far explanations can be trusted, on a dataset')
    .option(
      '--dataset <name|folder>',
      "scenes:test, scenes:val, scenes:compositional, or a folder in VQAv2's format",
    )
    .option('--model <id|folder|address>', 'bundled model, model folder, or address of one', DEFAULT_MODEL)
    .option('--n <count>', 'questions (default: 1000 of scenes, all of a folder)', wholeNumber(1, 1_000_000))
    .option(
      '--seed <n>',
      'which scenes or questions, and all that is drawn at random',
      wholeNumber(0, 2 ** 20),
      0,
    )
    .option(
      '--per-picture <count>',
      'questions on each scene (default: 5, or 1 with methods)',
      wholeNumber(1, 64),
    )
    .option('--methods <ids>', 'methods to test, comma-separated: none, attention, all, or their ids', list, [
      'none',
    ])
    .option('--importance <names>', 'norm, norm-ln, gradient, mixing, for methods that weigh tokens', list)
    .option('--start-layer <n>', "first layer of each tower to visit (default: the model's)", wholeNumber(0))
    .option(
      '--permutations <count>',
      'random orders whose mean is the random curve',
      wholeNumber(1, 1000),
      10,
    )
    .option('--shard <i/n>', 'evaluate part i of n only; whylight evaluate merge joins them', shard, [
      1, 1,
    ] as const)
    .option(
      '--threads <count>',
      'processor threads; 1 for each of several shards on one machine',
      wholeNumber(1, 256),
    )
    .option('--sanity', 'check that maps change when weights are randomised and when the question is another')
    .option('--out <folder>', 'write records (a run that was cut off goes on from them), tables and curves')
    .option('--force', 'write over results of something else in the folder')
    .option('--json', 'print one JSON document on stdout')
    .action(run)
    .command('merge')
    .description('join the records of all shards of one evaluation')
    .argument('<files...>', 'records.jsonl of each shard')
    .option('--out <folder>', 'write the joint records, tables and curves')
    .option('--force', 'write over results in the folder')
    .option('--json', 'print one JSON document on stdout')
    .action(async (files: string[], _, command: Command) => {
      const { mergeFiles } = await import('../../node/evaluate/merge');
      const { checkResults, deliver } = await import('../../node/evaluate/deliver');
      // Options of the same name as the parent's are parsed there.
      const { json, out, force } = command.optsWithGlobals<EvaluateOptions>();
      const { writeJournal } = await import('../../node/evaluate/journal');
      if (out !== undefined) await checkResults(out, { inputs: files, force: force === true });
      const { header, records } = await mergeFiles(files);
      if (out !== undefined) await writeJournal(out, { header, records });
      await deliver(
        header,
        records,
        { ...(out === undefined ? {} : { out }), json: json === true },
        printJson,
      );
    });
}

async function run(options: EvaluateOptions): Promise<void> {
  const { evaluate } = await import('../../node/evaluate/evaluate');
  await evaluate(options, printJson);
}

/** "2/5" → [2, 5]. */
function shard(text: string): readonly [number, number] {
  const [, index, count] = /^(\d+)\/(\d+)$/.exec(text) ?? [];
  const [i, n] = [Number(index), Number(count)];
  if (i >= 1 && n >= i && n <= 100_000) return [i, n];
  throw new InvalidArgumentError('Expected i/n with 1 ≤ i ≤ n, such as 2/8.');
}
