import type { Command } from 'commander';
import { DEFAULT_METHODS, DEFAULT_MODEL } from '../../node/library/defaults';
import { list, wholeNumber } from './options';
import type { VerifyOptions } from '../run/verify';
import type { ExplainOptions } from '../run/explain';

export function registerExplain(program: Command): void {
  program
    .command('explain')
    .description('answer a question about an image, and show where the answer comes from')
    .option('--image <file>', 'image file (JPEG, PNG, WebP, GIF, AVIF, TIFF)')
    .option('--scene <file>', 'sticker scene as JSON, in place of an image')
    .option('--question <text>', 'the question; a classifier of images takes none')
    .option(
      '--verify <file|link>',
      'compute an exported explanation or a link again and compare; - reads it from stdin',
    )
    .option(
      '--model <id|folder|address>',
      'bundled model, folder of a model or CLIP checkpoint, or address of one',
      DEFAULT_MODEL,
    )
    .option(
      '--candidates <answers>',
      'comma-separated answers to choose from, for a CLIP without vocabulary (default: by the kind of question)',
      list,
    )
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
    .option('--force', 'write over files that exist already')
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
    .action(async (options: Partial<VerifyOptions> & ExplainOptions) => {
      const { verify } = options;
      if (verify !== undefined) return (await import('../run/verify')).runVerify({ ...options, verify });
      return (await import('../run/explain')).runExplain(options);
    });
}
