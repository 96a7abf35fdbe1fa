import type { Command } from 'commander';
import { writeFile } from 'node:fs/promises';
import type { ExplainRequest, FullExplanation, LoadedModel } from '../library';
import { DEFAULT_METHODS, methodSpecs } from '../methods';
import { DEFAULT_MODEL } from '../models';
import { list, wholeNumber } from '../options';
import { printExplanation } from '../print';
import { note, printJson, progress } from '../terminal';
import { WhylightError } from '../../src/tensor/error';

interface Options {
  readonly image?: string;
  readonly scene?: string;
  readonly question: string;
  readonly model: string;
  readonly answer?: string;
  readonly versus?: string;
  readonly methods: readonly string[];
  readonly importance?: readonly string[];
  readonly startLayer?: number;
  readonly png?: string;
  readonly json?: boolean;
  readonly dump?: string;
}

export function registerExplain(program: Command): void {
  program
    .command('explain')
    .description('answer a question about an image, and show where the answer comes from')
    .option('--image <file>', 'image file (JPEG, PNG, WebP, GIF, AVIF, TIFF)')
    .option('--scene <file>', 'sticker scene as JSON, in place of an image')
    .requiredOption('--question <text>', 'the question')
    .option('--model <id|folder|address>', 'bundled model, model folder, or address of one', DEFAULT_MODEL)
    .option('--answer <text>', "explain this answer (default: the model's first)")
    .option('--versus <text>', 'explain why the answer rather than this one')
    .option('--methods <ids>', 'comma-separated methods', list, [...DEFAULT_METHODS])
    .option(
      '--importance <name>',
      "norm, norm-ln, gradient or mixing, for methods that weigh tokens (default: the model's); several, separated by commas, give a map each",
      list,
    )
    .option('--start-layer <n>', "first layer of each tower to visit (default: the model's)", wholeNumber(0))
    .option('--png <file>', 'write a figure')
    .option('--json', 'print one JSON document on stdout')
    .option('--dump <file>', 'write everything in between as safetensors, for independent checks')
    .addHelpText(
      'after',
      `
A dump holds pixels [3, H, W], input_ids, logits and target; for each attention block, in forward order,
NNN.KIND.attention and .gradient (heads × queries × keys), .residual, .output and .output_gradient
(queries × width); and R.METHOD.tt, .ti, .it, .ii for each method that accumulates relevance. METHOD is the
method's id, followed by -IMPORTANCE where --importance names several.`,
    )
    .action(run);
}

async function run(options: Options): Promise<void> {
  // Before anything slow: what is wrong with the options themselves.
  methodSpecs(options.methods, options.importance);
  const { explainFully, loadModel } = await import('../library');
  const { readPicture } = await import('../picture');
  const picture = await readPicture(options);
  const loading = progress('Loading the model');
  const model = await loadModel(options.model, { onProgress: loading.update, onNotice: note }).finally(
    loading.done,
  );
  try {
    const image = await picture(model.info.imageSize);
    const running = progress('Explaining');
    const result = await explainFully(model, requestOf(options, image), options.dump !== undefined).finally(
      running.done,
    );
    const { document } = result;
    document.notices?.forEach(note);
    if (options.dump !== undefined) await writeOutput(options.dump, result.dump!);
    if (options.png !== undefined) await writePng(options.png, model, result);
    if (options.json) printJson(document);
    else printExplanation(document);
  } finally {
    await model.dispose();
  }
}

function requestOf(options: Options, image: ExplainRequest['image'] & object): ExplainRequest {
  const { question, answer, versus, methods, importance, startLayer } = options;
  return {
    image,
    question,
    methods,
    ...(answer === undefined ? {} : { answer }),
    ...(versus === undefined ? {} : { versus }),
    ...(importance === undefined ? {} : { importance }),
    ...(startLayer === undefined ? {} : { startLayer }),
  };
}

async function writePng(
  file: string,
  { engine }: LoadedModel,
  { document, pixels }: FullExplanation,
): Promise<void> {
  const { writeFigure } = await import('../png');
  const { patchGrid } = await import('../../src/image/grid');
  const { preprocessing, config } = engine.model;
  const { source: region } = patchGrid(
    pixels.width,
    pixels.height,
    preprocessing,
    config.clip.vision_config.patch_size,
  );
  for (const sentence of await writeFigure(file, { image: pixels, document, region })) note(sentence);
}

async function writeOutput(file: string, bytes: Uint8Array): Promise<void> {
  try {
    await writeFile(file, bytes);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new WhylightError('bad-input', `"${file}" could not be written (${reason}); choose another path.`);
  }
}
