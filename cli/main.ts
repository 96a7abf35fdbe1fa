import { Command, CommanderError } from 'commander';
import { readFile } from 'node:fs/promises';
import { registerCaption } from './commands/caption';
import { registerEvaluate } from './commands/evaluate';
import { registerExplain } from './commands/explain';
import { registerModel } from './commands/model';
import { registerReport } from './commands/report';
import { registerScene } from './commands/scene';
import { registerTrain } from './commands/train';
import { isExpected, sentenceOf } from '../node/errors';
import { note } from '../node/terminal';

/** Each command is one file that adds itself to the program. */
const COMMANDS: readonly ((program: Command) => void)[] = [
  registerExplain,
  registerCaption,
  registerEvaluate,
  registerScene,
  registerModel,
  registerTrain,
  registerReport,
];

const EXIT = { done: 0, defect: 1, badInput: 2 } as const;

/**
 * Runs the command line. Returns the exit code: 0 done, 2 bad input (one line on stderr), 1 a defect of Whylight's own
 * (one line too; the stack is shown where WHYLIGHT_DEBUG is set).
 */
export async function main(argv: readonly string[]): Promise<number> {
  const program = new Command('whylight')
    .description('See why a vision-language model gave its answer.')
    .version(await version())
    .exitOverride()
    .configureOutput({ outputError: () => undefined }) // said below, in one line
    .showHelpAfterError(false);
  for (const register of COMMANDS) register(program);
  try {
    await program.parseAsync(argv);
    return EXIT.done;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return EXIT.done;
    if (error instanceof CommanderError && error.code === 'commander.help') return EXIT.badInput;
    const isInput = isExpected(error) || error instanceof CommanderError;
    const sentence = sentenceOf(error).replace(/^error: /, '');
    if (isInput) {
      note(sentence);
      return EXIT.badInput;
    }
    note(`something went wrong that should not (${sentence}).`);
    if (process.env.WHYLIGHT_DEBUG && error instanceof Error) process.stderr.write(`${error.stack}\n`);
    return EXIT.defect;
  }
}

async function version(): Promise<string> {
  const text = await readFile(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
