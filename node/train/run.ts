import path from 'node:path';
import type { DropoutOptions } from '../../src/train/dropout';
import type { Accuracy } from '../../src/train/evaluate';
import { ANSWERS } from '../../src/scene';
import { writeModelFolder } from '../library/folder';
import { openClip } from './clip/folder';
import { prepareData, type DataOptions, type TrainingData } from './data/prepare';
import { readQuestionFolder } from '../data/folder';
import { modelFolder, type ModelParts } from './export';
import { machineClass, stageFacts } from './facts';
import { PRESETS, type PresetName, type StageName, type StagePlan } from './presets';
import { trainOnFeatures, trainOnQuestions } from './questions';
import { trainingFolder } from './runFolder';
import { trainOnScenes, validateOnScenes } from './scenes';

/** A whole training, as the command asks for it. */
export interface TrainRequest extends DataOptions {
  /** `scenes`, or a folder in VQAv2's format. */
  readonly dataset: string;
  /** The model's folder. */
  readonly out: string;
  readonly preset: PresetName;
  readonly plans: Readonly<Partial<Record<StageName, StagePlan>>>;
  readonly dropout: DropoutOptions;
  readonly checkpointEvery: number;
  readonly threads?: number;
  /** Folder of a frozen CLIP. */
  readonly clip?: string;
  /** Folder for its features; one in `out` when left out. */
  readonly cache?: string;
  /** A checkpoint to start from, on scenes. */
  readonly start?: string;
  readonly name?: string;
  readonly licence?: string;
  /** The command, for the manifest. */
  readonly command: string;
  readonly report: (line: string) => void;
  readonly onPreparing?: (what: string, done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

/** The manifest's facts about a finished training. */
export type TrainReport = Readonly<{ training: Record<string, unknown>; accuracy: Record<string, unknown> }>;

type Made = Pick<ModelParts, 'config' | 'answers' | 'tokenizer' | 'preprocessing' | 'read'> & {
  readonly validation?: Accuracy;
  readonly data: Record<string, unknown>;
  readonly stages: Readonly<Partial<Record<StageName, StagePlan>>>;
};

/** Scenes, and questions on each, by which a training is measured at its end. */
const VALIDATION = { scenes: 250, questions: 4 } as const;

/** Trains and writes the model folder. Returns undefined when it was stopped; a checkpoint is saved then. */
export async function train(request: TrainRequest): Promise<TrainReport | undefined> {
  const isScenes = request.dataset === 'scenes';
  const made = isScenes ? await onScenes(request) : await onQuestions(request);
  if (!made) return undefined;
  const { validation, data, stages, ...parts } = made;
  const shapes = Object.fromEntries(Object.entries(stages).map(([name, plan]) => [name, plan]));
  const facts = await stageFacts(path.join(trainingFolder(request.out), 'log.jsonl'), shapes);
  const training = {
    data,
    seed: request.seed,
    preset: request.preset,
    dropout: request.dropout,
    stages: Object.fromEntries(
      Object.entries(stages).map(([name, plan]) => [name, { ...plan, ...facts[name] }]),
    ),
    machine: machineClass(),
    command: request.command,
  };
  const accuracy = validation === undefined ? {} : { validation: shareOf(validation) };
  const name = request.name ?? path.basename(path.resolve(request.out));
  const contents = modelFolder({
    ...parts,
    about: {
      id: name.replace(/[^\w.-]+/g, '-').replace(/^[^\w]+/, '') || 'model',
      name,
      recommended: { startLayer: 0, importance: 'norm' },
      domain: isScenes ? 'stickers' : 'photographs',
      licence: request.licence ?? (isScenes ? 'MIT' : 'not stated'),
      training,
      accuracy,
    },
  });
  await writeModelFolder(request.out, contents);
  return { training, accuracy };
}

async function onScenes(request: TrainRequest): Promise<Made | undefined> {
  const { seed, plans, preset, threads, start } = request;
  const stages = Object.entries(plans).map(([name, plan], stage) => {
    // Each stage of each seed has ten million scenes of its own.
    return [name, { ...plan, firstScene: (seed * 8 + stage) * 10_000_000 }] as const;
  });
  const trained = await trainOnScenes({
    out: trainingFolder(request.out),
    seed,
    vocabulary: PRESETS[preset].tokens,
    architecture: PRESETS[preset].config,
    stages: Object.fromEntries(stages),
    checkpointEvery: request.checkpointEvery,
    dropout: request.dropout,
    ...(threads === undefined ? {} : { threads }),
    ...(start === undefined ? {} : { start }),
    report: request.report,
    signal: request.signal,
  });
  if (!trained.finished) return undefined;
  request.report(`measuring on ${VALIDATION.scenes} scenes of the validation split`);
  return {
    config: trained.config,
    answers: ANSWERS,
    tokenizer: trained.tokenizer,
    read: (name) => trained.parameters.get(name)!.data,
    validation: await validateOnScenes(trained, VALIDATION.scenes, VALIDATION.questions, threads),
    data: {
      dataset: 'sticker scenes',
      split: 'train',
      firstScenes: Object.fromEntries(stages.map(([name, { firstScene }]) => [name, firstScene])),
    },
    stages: plans,
  };
}

async function onQuestions(request: TrainRequest): Promise<Made | undefined> {
  const { clip, preset, seed, report } = request;
  // Last, and the only one: patches without truth have no labels, and questions are no captions.
  const plan = { ...request.plans.mapper!, captions: false, weights: { answers: 1 } };
  const data = await prepareData(await readQuestionFolder(request.dataset), request);
  report(describe(data));
  const options = {
    ...request,
    out: trainingFolder(request.out),
    data,
    seed,
    preset: PRESETS[preset],
    plan,
  };
  const trained =
    clip === undefined
      ? await trainOnQuestions(options)
      : await trainOnFeatures({
          ...options,
          clip: await openClip(clip),
          cache: request.cache ?? path.join(trainingFolder(request.out), 'features'),
        });
  if (!trained.finished) return undefined;
  const { config, tokenizer, preprocessing, read, validation } = trained;
  return {
    config,
    answers: data.answers,
    tokenizer,
    preprocessing,
    read,
    ...(validation === undefined ? {} : { validation }),
    data: {
      dataset: path.basename(path.resolve(request.dataset)),
      digest: data.digest,
      answers: data.answers.length,
      trainingImages: data.train.length,
      validationImages: data.validation.length,
      dropped: data.dropped,
      clip: clip === undefined ? 'trained with the mapper' : 'frozen',
    },
    stages: { mapper: plan },
  };
}

function describe({ train, validation, answers, dropped }: TrainingData): string {
  const count = (images: typeof train) =>
    `${images.reduce((sum, { questions }) => sum + questions.length, 0)} questions about ${images.length} images`;
  const left =
    dropped.questions === 0
      ? ''
      : `; left out ${dropped.questions} questions with ${dropped.answers} rarer answers (--answers takes more)`;
  return `training on ${count(train)}, validating on ${count(validation)}, ${answers.length} answers${left}`;
}

/** A share with a 95 % interval (Wilson 1927). */
function shareOf({ questions: n, right }: Accuracy): Record<string, unknown> {
  const [z, p] = [1.96, right / n];
  const [centre, half] = [p + z ** 2 / (2 * n), z * Math.sqrt((p * (1 - p)) / n + z ** 2 / (4 * n ** 2))];
  const bound = (value: number) => Number((value / (1 + z ** 2 / n)).toFixed(4));
  return {
    questions: n,
    right,
    accuracy: Number(p.toFixed(4)),
    interval: [bound(centre - half), bound(centre + half)],
  };
}
