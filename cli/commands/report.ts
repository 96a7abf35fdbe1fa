import type { Command } from 'commander';
import type { ReportOptions } from '../run/report';

export function registerReport(program: Command): void {
  program
    .command('report')
    .description('render a folder of explanations (JSON) into one page that stands alone')
    .argument('<dir>', 'folder with JSON files that whylight explain or the page wrote')
    .option('--out <file>', 'page to write (default: index.html in the folder)')
    .option('--force', 'write over a file that no earlier report wrote')
    .option('--title <text>', 'heading of the page', 'Explanations')
    .action(async (dir: string, options: ReportOptions) =>
      (await import('../run/report')).runReport(dir, options),
    );
}
