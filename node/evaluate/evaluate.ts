import { openModel } from '../../models';
import type { ModelFolder } from '../../models/hub/folder';
import { questionCount, type Dataset } from '../../src/evaluate/dataset';
import { Explainer, RANDOM } from '../../src/evaluate/explainer';
import { noJournal } from '../../src/evaluate/journal';
import { evaluatedMethods, importancesOf, namesMethods, type NamedMethod } from '../../src/evaluate/methods';
import { EVALUATION_SCHEMA, type Header } from '../../src/evaluate/records';
import { runEvaluation } from '../../src/evaluate/run';
import type { Runtime } from '../../src/engine/architecture';
import type { Model } from '../../src/engine/model';
import { WhylightError } from '../../src/tensor/error';
import { openModelFolder } from '../library/models';
import { loadRuntime } from '../library/ort';
import { note, progress } from '../terminal';
import { openDataset } from './datasets';
import { checkResults, deliver, deliverSanity, type Delivery } from './deliver';
import { JOURNAL_FILE, openJournal } from './journal';
import { startProgress } from './progress';

export interface EvaluateOptions {
  readonly dataset: string;
  readonly model: string;
  readonly n?: number;
  readonly seed: number;
  readonly perPicture?: number;
  readonly methods: readonly string[];
  readonly importance?: readonly string[];
  readonly startLayer?: number;
  readonly permutations: number;
  readonly shard: readonly [number, number];
  readonly out?: string;
  readonly force?: boolean;
  readonly json?: boolean;
  readonly sanity?: boolean;
  readonly threads?: number;
}

/** Questions on each scene: more where only accuracy is wanted, for drawing the scene is then the larger part. */
const PER_PICTURE = { accuracy: 5, methods: 1, sanity: 2 };

/** `whylight evaluate`. @throws WhylightError or MethodError for input that cannot be used */
export async function evaluate(
  options: EvaluateOptions,
  printJson: (document: unknown) => void,
): Promise<void> {
  if (options.dataset === undefined) {
    throw new WhylightError(
      'bad-input',
      "No dataset is named: give --dataset scenes:test, scenes:val, scenes:compositional or a folder in VQAv2's format.",
    );
  }
  if (options.out !== undefined)
    await checkResults(options.out, { journal: JOURNAL_FILE, force: options.force === true });
  const perPicture = options.perPicture ?? PER_PICTURE[kindOf(options)];
  const { dataset: name, seed, n } = options;
  const dataset = await openDataset({ name, seed, perPicture, ...(n === undefined ? {} : { n }) });
  const { folder, runtime } = await modelFiles(options);
  const model = await openModel(folder, runtime);
  const delivery = {
    ...(options.out === undefined ? {} : { out: options.out }),
    json: options.json === true,
  };
  try {
    const methods = methodsOf(options, model);
    const header = headerOf(options, model, dataset, methods, perPicture);
    const opened = { model, folder, runtime, dataset, header, methods };
    if (options.sanity === true) await checkSanity(opened, delivery, printJson);
    else await evaluateWhole(opened, delivery, printJson);
  } finally {
    await model.dispose();
  }
}

/** Everything that an evaluation works on. */
interface Opened {
  readonly model: Model;
  readonly folder: ModelFolder;
  readonly runtime: Runtime;
  readonly dataset: Dataset;
  readonly header: Header;
  readonly methods: readonly NamedMethod[];
}

/** Reads the model before the runtime is loaded: a model that is not there is the likelier trouble. */
async function modelFiles({ model, threads }: EvaluateOptions) {
  const loading = progress('Loading the model');
  const folder = await openModelFolder(model, loading.update).finally(loading.done);
  const { ort, backend, notice } = await loadRuntime();
  if (notice !== undefined) note(notice);
  const runtime = { ort, backend: { ...backend, ...(threads === undefined ? {} : { threads }) } };
  return { folder, runtime };
}

/** Methods that the model allows; sanity checks need some, and none that draws its map at random. */
function methodsOf({ methods: ids, importance, sanity }: EvaluateOptions, { facts }: Model): NamedMethod[] {
  const isBare = sanity === true && ids.join() === 'none';
  const methods = evaluatedMethods(isBare ? ['attention'] : ids, importance, facts.offers);
  return sanity === true ? methods.filter(({ name }) => name !== RANDOM) : methods;
}

/** @throws MethodError for a method or importance that no model has, before anything is loaded */
function kindOf({ methods, importance, sanity }: EvaluateOptions): keyof typeof PER_PICTURE {
  const hasMethods = namesMethods(methods, importance);
  if (sanity === true) return 'sanity';
  return hasMethods ? 'methods' : 'accuracy';
}

function headerOf(
  { seed, permutations, shard, startLayer }: EvaluateOptions,
  { facts }: Model,
  dataset: Dataset,
  methods: readonly NamedMethod[],
  perPicture: number,
): Header {
  const { recommended, grid } = facts;
  const importances = importancesOf(methods, recommended.importance);
  return {
    whylight: 'evaluation',
    schema: EVALUATION_SCHEMA,
    model: { id: facts.id, sha256: facts.sha256 },
    settings: {
      dataset: dataset.name,
      n: questionCount(dataset.pictures),
      seed,
      perPicture,
      methods: methods.map(({ name }) => name),
      importances: Object.entries(importances).map((entry) => entry.join('=')),
      startLayer: startLayer ?? recommended.startLayer,
      permutations,
    },
    shard,
    pictures: dataset.pictures.length,
    patches: grid.rows * grid.cols,
    baselines: dataset.baselines(),
    command: commandLine(process.argv),
  };
}

/** The command as a person types it. */
const commandLine = (argv: readonly string[]): string =>
  [
    'npx whylight',
    ...argv.slice(2).map((word) => (/^[\w:./,=@-]+$/.test(word) ? word : JSON.stringify(word))),
  ].join(' ');

async function evaluateWhole(
  { model, dataset, header, methods }: Opened,
  delivery: Delivery,
  printJson: (document: unknown) => void,
): Promise<void> {
  const { startLayer, permutations, seed } = header.settings;
  const forward = await model.forward();
  try {
    const writer = delivery.out === undefined ? noJournal() : await openJournal(delivery.out, header);
    const explaining = { methods, startLayer, permutations, seed };
    const records = await runEvaluation(model, forward, dataset, {
      shard: header.shard,
      writer,
      startProgress,
      ...(methods.length > 0 ? { explainer: new Explainer(model, explaining) } : {}),
    });
    await deliver(header, records, delivery, printJson);
  } finally {
    await forward.dispose();
  }
}

async function checkSanity(
  { model, folder, runtime, dataset, header, methods }: Opened,
  delivery: Delivery,
  printJson: (document: unknown) => void,
): Promise<void> {
  const { questionSwap } = await import('../../src/evaluate/sanity/swap');
  const { weightRandomisation } = await import('../../src/evaluate/sanity/randomisation');
  const { seed, startLayer, n } = header.settings;
  const options = { methods, startLayer, seed, startProgress };
  // The quick one first: it may find that there is nothing to swap.
  const swapped = await questionSwap(model, dataset, options);
  const reopened = { model, files: folder, open: (files: ModelFolder) => openModel(files, runtime) };
  const document = {
    schema: EVALUATION_SCHEMA,
    model: header.model,
    dataset: dataset.name,
    n,
    pictures: header.pictures,
    seed,
    command: header.command,
    randomisation: await weightRandomisation(reopened, dataset, options),
    questionSwap: swapped,
  };
  await deliverSanity(document, delivery, printJson);
}
