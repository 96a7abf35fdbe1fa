import type { Command } from 'commander';
import path from 'node:path';
import { wholeNumber } from './options';
import { note, printJson, progress } from '../../node/terminal';
import { WhylightError } from '../../src/tensor/error';
import { presetName, rate, share, stageSteps } from './trainOptions';
import { PRESETS, type PresetName, type StageName, type StagePlan } from '../../node/train/presets';

interface Options {
  readonly dataset: string;
  readonly out: string;
  readonly preset: PresetName;
  readonly clip?: string;
  readonly cache?: string;
  readonly steps?: Partial<Record<StageName, number>>;
  readonly images?: number;
  readonly questions?: number;
  readonly peak?: number;
  readonly seed: number;
  readonly answers: number;
  readonly vocabulary?: string;
  readonly validation: number;
  readonly patchDropout: number;
  readonly backgroundDropout?: number;
  readonly wordDropout: number;
  readonly checkpointEvery: number;
  readonly threads?: number;
  readonly start?: string;
  readonly name?: string;
  readonly licence?: string;
  readonly resume?: boolean;
  readonly json?: boolean;
}

export function registerTrain(program: Command): void {
  program
    .command('train')
    .description('train a model on sticker scenes or on your own questions, and write its folder')
    .requiredOption('--dataset <scenes|folder>', "sticker scenes, or a folder in VQAv2's format")
    .requiredOption('--out <folder>', 'folder of the model; its training is kept in it too')
    .option(
      '--preset <name>',
      `architecture and plan: ${Object.keys(PRESETS).join(', ')}`,
      presetName,
      'stickers',
    )
    .option(
      '--clip <folder>',
      "train a mapper on this CLIP, frozen: a Hugging Face folder or one of Whylight's",
    )
    .option('--cache <folder>', 'where features of a frozen CLIP are kept (default: in --out)')
    .option(
      '--steps <n>',
      "steps of the mapper's stage, or of several: labels=N,clip=N,…,mapper=N (docs/training.md lists them)",
      stageSteps,
    )
    .option('--images <n>', "images a step of the mapper's stage", wholeNumber(1, 4096))
    .option('--questions <n>', 'questions an image in it', wholeNumber(1, 256))
    .option('--peak <rate>', 'its largest learning rate', rate)
    .option(
      '--seed <n>',
      'decides data order, split, first weights and dropout',
      wholeNumber(0, 1_000_000),
      1,
    )
    .option(
      '--answers <n>',
      'size of the answer vocabulary: the most frequent ones',
      wholeNumber(2, 100_000),
      1000,
    )
    .option('--vocabulary <file>', 'the answer vocabulary instead: a JSON list, or an answer a line')
    .option('--validation <share>', "share of a folder's images that is held out", share, 0.1)
    .option('--patch-dropout <share>', 'share of steps that run on a random part of the patches', share, 0.25)
    .option(
      '--background-dropout <share>',
      "share of steps that leave out background alone, in every stage (scenes only; default: each stage's own)",
      share,
    )
    .option('--word-dropout <share>', 'share of questions that lose words', share, 0.1)
    .option('--checkpoint-every <n>', 'steps between two checkpoints', wholeNumber(1), 200)
    .option('--threads <n>', 'threads of the runtime (default: one a core)', wholeNumber(1, 256))
    .option('--start <file>', 'start from the tensors of a checkpoint, where they fit (scenes only)')
    .option('--name <text>', "the model's name (default: that of its folder)")
    .option('--licence <text>', "the model's licence")
    .option('--resume', 'go on with the training in --out')
    .option('--json', 'print the facts about the training as one JSON document on stdout')
    .addHelpText(
      'after',
      `
An interrupt (Ctrl-C) saves a checkpoint. --out/training/log.jsonl has a line a step, for plotting.
docs/training.md says what is learned from what.`,
    )
    .action(run);
}

async function run(options: Options): Promise<void> {
  requireFitting(options);
  // What is slow to load comes after what can be refused at once.
  const { checkOut } = await import('../../node/train/runFolder');
  await checkOut(options.out, options.resume ?? false);
  const { train } = await import('../../node/train/run');
  const { DROPOUT_DEFAULTS } = await import('../../src/train/dropout');
  const { Interrupt, INTERRUPTED } = await import('./interrupt');
  const interrupt = new Interrupt();
  const preparing = progress('Preparing');
  const {
    resume: _resume,
    json,
    steps: _steps,
    images: _images,
    patchDropout,
    backgroundDropout: _background,
    wordDropout,
    ...rest
  } = options;
  const report = await train({
    ...rest,
    plans: plansOf(options),
    dropout: {
      ...DROPOUT_DEFAULTS,
      patchSteps: patchDropout,
      questions: wordDropout,
    },
    command: commandLine(process.argv.slice(2)),
    report: (line) => {
      preparing.done();
      process.stderr.write(`${line}\n`);
    },
    onPreparing: (_what, done, total) => {
      interrupt.preparing = done < total;
      preparing.update(done, total);
    },
    signal: interrupt.signal,
  }).finally(() => {
    preparing.done();
    interrupt.release();
  });
  if (report === undefined) {
    const args = process.argv.slice(2).filter((arg) => arg !== '--resume');
    note(
      `stopped, and saved what was learned; to go on: whylight ${[...args, '--resume'].map(quoted).join(' ')}`,
    );
    process.exit(INTERRUPTED);
  }
  if (json) printJson({ schema: 1, model: options.out, ...report });
  else note(`the model is in ${options.out}; try: whylight explain --model ${quoted(options.out)} …`);
}

/** @throws WhylightError for options that do not go together */
function requireFitting({ dataset, clip, cache, start, vocabulary }: Options): void {
  const misplaced =
    dataset === 'scenes'
      ? { '--clip': clip, '--cache': cache, '--vocabulary': vocabulary }
      : { '--start': start, ...(clip === undefined ? { '--cache': cache } : {}) };
  for (const [option, value] of Object.entries(misplaced)) {
    if (value === undefined) continue;
    throw new WhylightError(
      'bad-input',
      `${option} has no meaning with --dataset ${dataset}${option === '--cache' && dataset !== 'scenes' ? ' without --clip' : ''}: leave it out.`,
    );
  }
}

/** The preset's plan with what the options say otherwise; a stage of 0 steps is left out. */
function plansOf(options: Options): Partial<Record<StageName, StagePlan>> {
  const { steps = {}, images, questions, peak, backgroundDropout } = options;
  const stages = Object.entries(PRESETS[options.preset].stages) as [StageName, StagePlan][];
  const entries = stages.map(([name, plan]) => {
    const own = {
      ...plan,
      steps: steps[name] ?? plan.steps,
      ...(backgroundDropout === undefined ? {} : { background: backgroundDropout }),
    };
    if (name !== 'mapper') return [name, own] as const;
    return [
      name,
      {
        ...own,
        images: images ?? own.images,
        questions: questions ?? own.questions,
        peak: peak ?? own.peak,
      },
    ] as const;
  });
  return Object.fromEntries(entries.filter(([, plan]) => plan.steps > 0));
}

/** The command without what tells about a person's folders. */
const commandLine = (args: readonly string[]): string =>
  ['whylight', ...args.map((arg) => quoted(path.isAbsolute(arg) ? path.basename(arg) : arg))].join(' ');

const quoted = (arg: string): string =>
  /^[\w./:=,@%+-]+$/.test(arg) ? arg : `'${arg.replaceAll("'", "'\\''")}'`;
