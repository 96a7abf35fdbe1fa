import type { Command } from 'commander';
import { DEFAULT_METHODS } from '../../node/library/defaults';
import { list, wholeNumber } from './options';
import type { CaptionOptions } from '../run/caption';

export function registerCaption(program: Command): void {
  program
    .command('caption')
    .description('describe an image, and show where a word of the description comes from')
    .option('--image <file>', 'image file (JPEG, PNG, WebP, GIF, AVIF, TIFF)')
    .option('--scene <file>', 'sticker scene as JSON, in place of an image')
    .requiredOption('--model <id|folder|address>', 'a model that tells captions')
    .option('--start <text>', 'words that the caption begins with')
    .option('--beams <n>', 'captions that are kept at every step', wholeNumber(1, 100), 1)
    .option('--word <text|n>', 'explain this word of the caption, or the n-th, counted from 1')
    .option('--versus <word>', 'explain why that word rather than this one')
    .option('--methods <ids>', 'comma-separated methods', list, [...DEFAULT_METHODS])
    .option('--json', 'print one JSON document on stdout')
    .action(async (options: CaptionOptions) => (await import('../run/caption')).runCaption(options));
}
