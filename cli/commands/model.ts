import type { Command } from 'commander';
import { DEFAULT_MODEL } from '../../node/library/defaults';

export function registerModel(program: Command): void {
  const model = program.command('model').description('look at models');
  model
    .command('inspect')
    .description('check a model and print its architecture, tensors and digests')
    .argument(
      '[id|folder|address|file]',
      'bundled model, model folder, its address, or an ONNX file',
      DEFAULT_MODEL,
    )
    .option('--json', 'print one JSON document on stdout')
    .option('--length <name=number...>', 'of an ONNX file: lengths that it leaves open')
    .action(async (source: string, options: { readonly json?: boolean; readonly length?: string[] }) =>
      source.endsWith('.onnx')
        ? (await import('../run/inspectOnnx')).runInspectOnnx(source, options)
        : (await import('../run/inspect')).runInspect(source, options),
    );
}
