import type { Command } from 'commander';
import { DEFAULT_MODEL } from '../../node/library/defaults';

export function registerModel(program: Command): void {
  const model = program.command('model').description('look at models');
  model
    .command('inspect')
    .description('check a model and print its architecture, tensors and digests')
    .argument('[id|folder|address]', 'bundled model, model folder, or address of one', DEFAULT_MODEL)
    .option('--json', 'print one JSON document on stdout')
    .action(async (source: string, options: { readonly json?: boolean }) =>
      (await import('../run/inspect')).runInspect(source, options),
    );
}
