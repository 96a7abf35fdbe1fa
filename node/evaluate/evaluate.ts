import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createEngine, type ClipmapperEngine } from '../../src/engine/engine';
import { openModel } from '../library/models';
import { loadRuntime } from '../library/ort';
import { note, progress } from '../terminal';
import { openDataset } from './datasets';
import { deliver } from './deliver';
import type { Dataset } from '../../src/evaluate/dataset';
import { Explainer, RANDOM } from '../../src/evaluate/explainer';
import { evaluatedMethods, importancesOf, type NamedMethod } from '../../src/evaluate/methods';
import { Forward } from './forward';
import { noJournal, openJournal } from './journal';
import { EVALUATION_SCHEMA, type Header } from '../../src/evaluate/records';
import { runEvaluation } from '../../src/evaluate/run';
import { WhylightError } from '../../src/tensor/error';

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
  readonly json?: boolean;
  readonly sanity?: boolean;
  readonly threads?: number;
}

/** Questions on each scene: more where only accuracy is wanted, for drawing the scene is then the larger part. */
const PER_PICTURE = { accuracy: 5, methods: 1, sanity: 2 };

/** `whylight evaluate`. @throws WhylightError for input that cannot be used */
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
  const methods = methodsOf(options);
  const perPicture = options.perPicture ?? PER_PICTURE[kindOf(options, methods)];
  const dataset = await openDataset({
    name: options.dataset,
    seed: options.seed,
    perPicture,
    ...(options.n === undefined ? {} : { n: options.n }),
  });
  const loading = progress('Loading the model');
  const folder = await openModel(options.model, loading.update).finally(loading.done);
  const { ort, backend, notice } = await loadRuntime();
  if (notice !== undefined) note(notice);
  const engine = await createEngine(ort, folder, {
    ...backend,
    ...(options.threads === undefined ? {} : { threads: options.threads }),
  });
  const { model } = engine;
  const forward = await Forward.create(model);
  try {
    const startLayer = options.startLayer ?? folder.manifest.recommended.startLayer;
    const importances = importancesOf(methods, folder.manifest.recommended.importance);
    const header: Header = {
      whylight: 'evaluation',
      schema: EVALUATION_SCHEMA,
      model: { id: folder.manifest.id, sha256: folder.sha256 },
      settings: {
        dataset: dataset.name,
        n: dataset.pictures.reduce((sum, { items }) => sum + items.length, 0),
        seed: options.seed,
        perPicture,
        methods: methods.map(({ name }) => name),
        importances: Object.entries(importances).map((entry) => entry.join('=')),
        startLayer,
        permutations: options.permutations,
      },
      shard: options.shard,
      pictures: dataset.pictures.length,
      patches: model.side ** 2,
      baselines: dataset.baselines(),
      command: commandLine(process.argv),
    };
    if (options.sanity === true) {
      await deliverSanity(engine, dataset, header, methods, options, printJson);
      return;
    }
    const { permutations, seed } = options;
    const explaining = { methods, startLayer, permutations, seed };
    const writer = options.out === undefined ? noJournal() : await openJournal(options.out, header);
    const records = await runEvaluation(model, forward, dataset, {
      shard: options.shard,
      writer,
      ...(methods.length > 0 ? { explainer: new Explainer(engine, forward, explaining) } : {}),
    });
    const { out, json } = options;
    await deliver(header, records, { ...(out === undefined ? {} : { out }), json: json === true }, printJson);
  } finally {
    await forward.dispose();
    await engine.dispose();
  }
}

/** The command as a person types it. */
const commandLine = (argv: readonly string[]): string =>
  [
    'npx whylight',
    ...argv.slice(2).map((word) => (/^[\w:./,=@-]+$/.test(word) ? word : JSON.stringify(word))),
  ].join(' ');

/** Sanity checks need methods, and none that draws its map at random. */
function methodsOf({ methods: ids, importance, sanity }: EvaluateOptions): NamedMethod[] {
  const wanted = sanity === true && ids.join() === 'none' ? ['attention'] : ids;
  const methods = evaluatedMethods(wanted, importance);
  return sanity === true ? methods.filter(({ name }) => name !== RANDOM) : methods;
}

function kindOf({ sanity }: EvaluateOptions, methods: readonly NamedMethod[]): keyof typeof PER_PICTURE {
  if (sanity === true) return 'sanity';
  return methods.length > 0 ? 'methods' : 'accuracy';
}

async function deliverSanity(
  engine: ClipmapperEngine,
  dataset: Dataset,
  { model, settings, pictures, command }: Header,
  methods: readonly NamedMethod[],
  { out, json }: EvaluateOptions,
  printJson: (document: unknown) => void,
): Promise<void> {
  const { questionSwap, weightRandomisation } = await import('../../src/evaluate/sanity/sanity');
  const { sanityText } = await import('../../src/evaluate/sanity/report');
  const { seed, startLayer, n } = settings;
  // The quick one first: it may find that there is nothing to swap.
  const swapped = await questionSwap(engine, dataset, { methods, startLayer, seed });
  const randomisation = await weightRandomisation(engine, dataset, { methods, startLayer, seed });
  const document = {
    schema: EVALUATION_SCHEMA,
    model,
    dataset: dataset.name,
    n,
    pictures,
    seed,
    command,
    randomisation,
    questionSwap: swapped,
  };
  if (out !== undefined) {
    await mkdir(out, { recursive: true });
    await writeFile(path.join(out, 'sanity.json'), `${JSON.stringify(document, null, 2)}\n`);
  }
  if (json === true) printJson(document);
  else process.stdout.write(`${sanityText(document)}\n`);
}
