import { csvReport } from './csv';
import { markdownReport } from './markdown';
import { DIRECTIONS } from './metrics';
import type { EvaluationDocument } from './report';
import { curvesSvg } from './svg';

/** Contents of a result's files by their names: `result.json`, `result.csv`, `result.md` and `MODALITY-DIRECTION.svg`. */
export const resultFiles = (document: EvaluationDocument): Record<string, string> => ({
  'result.json': `${JSON.stringify(document, null, 2)}\n`,
  'result.csv': csvReport(document),
  'result.md': markdownReport(document),
  ...curveFiles(document),
});

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
