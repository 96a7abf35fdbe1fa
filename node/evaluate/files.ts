import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { csvReport } from '../../src/evaluate/csv';
import { markdownReport } from '../../src/evaluate/markdown';
import { DIRECTIONS } from '../../src/evaluate/metrics';
import type { EvaluationDocument } from '../../src/evaluate/report';
import { curvesSvg } from '../../src/evaluate/svg';

/** Writes a result into a folder: `result.json`, `result.csv`, `result.md` and `MODALITY-DIRECTION.svg`. */
export async function writeResults(folder: string, document: EvaluationDocument): Promise<void> {
  await mkdir(folder, { recursive: true });
  const files: Record<string, string> = {
    'result.json': `${JSON.stringify(document, null, 2)}\n`,
    'result.csv': csvReport(document),
    'result.md': markdownReport(document),
    ...curveFiles(document),
  };
  for (const [name, contents] of Object.entries(files)) await writeFile(path.join(folder, name), contents);
}

/** The four pictures of mean curves, by file name; none without methods. */
export function curveFiles({ methods, dataset }: EvaluationDocument): Record<string, string> {
  if (!methods) return {};
  const charts = (['image', 'text'] as const).flatMap((modality) =>
    DIRECTIONS.map((direction): [string, string] => {
      const units = modality === 'image' ? 'patches' : 'words';
      const first = direction === 'positive' ? 'most relevant first' : 'least relevant first';
      const chart = {
        title: `${dataset}: ${units} removed, ${first}`,
        xLabel: `share of ${units} removed`,
        yLabel: 'accuracy',
        lines: Object.entries(methods).map(([name, method]) => {
          const { fractions, scores } = method[modality][direction].curve;
          return { name, x: fractions, y: scores };
        }),
      };
      return [`${modality}-${direction}.svg`, curvesSvg(chart)];
    }),
  );
  return Object.fromEntries(charts);
}
