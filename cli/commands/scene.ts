import type { Command } from 'commander';
import { wholeNumber } from './options';
import type { SceneOptions } from '../run/scene';

export function registerScene(program: Command): void {
  program
    .command('scene')
    .description('show a sticker scene: its objects, questions about it with their answers, its picture')
    .option('--seed <n>', 'which scene', wholeNumber(0), 0)
    .option(
      '--split <name>',
      'set of scenes that it is taken from: train, val, test or compositional',
      'test',
    )
    .option('--scene <file>', 'a scene from a JSON file, in place of a seed')
    .option('--size <pixels>', 'side of the picture', wholeNumber(1, 4096), 288)
    .option('--png <file>', 'write the picture')
    .option('--force', 'write over a picture that exists already')
    .option('--json', 'print one JSON document on stdout, which --scene reads')
    .action(async (options: SceneOptions) => (await import('../run/scene')).runScene(options));
}
