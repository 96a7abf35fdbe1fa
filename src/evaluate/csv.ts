import { READINGS, DIRECTIONS } from './metrics';
import { csvCell } from '../tensor/cell';
import type { EvaluationDocument } from './report';
import type { AreaSummary } from './summary';

/** One line a number: `group,name,metric,value,low,high,n`. Empty cells where there is no interval or count. */
export function csvReport({ accuracy, methods = {}, n }: EvaluationDocument): string {
  const rows: (string | number)[][] = [['group', 'name', 'metric', 'value', 'low', 'high', 'n']];
  rows.push(['accuracy', 'all', 'accuracy', accuracy.overall, ...accuracy.interval, n]);
  for (const [name, one] of Object.entries(accuracy.families)) {
    rows.push(['accuracy', name, 'accuracy', one.accuracy, ...one.interval, one.n]);
  }
  rows.push(['baseline', 'majority', 'accuracy', accuracy.baselines.majority, '', '', n]);
  rows.push(['baseline', 'question-only', 'accuracy', accuracy.baselines.questionOnly, '', '', n]);
  const { retrieval } = accuracy;
  if (retrieval)
    rows.push(['retrieval', 'rank-1', 'accuracy', retrieval.accuracy, ...retrieval.interval, retrieval.n]);
  for (const [name, method] of Object.entries(methods)) {
    for (const modality of ['image', 'text'] as const) {
      for (const direction of DIRECTIONS) {
        const area = method[modality][direction];
        for (const reading of READINGS[modality]) {
          const { auc, interval } = read(area, reading);
          rows.push(['method', name, `${modality}.${direction}.${reading}`, auc, ...interval, n]);
        }
      }
    }
    const { groundTruth: truth } = method;
    if (!truth) continue;
    for (const metric of ['mass', 'rank', 'pointing'] as const) {
      rows.push(['method', name, `truth.${metric}`, truth[metric], ...truth.intervals[metric], truth.n]);
    }
  }
  return `${rows.map((row) => row.map(csvCell).join(',')).join('\n')}\n`;
}

function read(area: AreaSummary, reading: (typeof READINGS)['image' | 'text'][number]) {
  if (reading === 'fine') return area;
  if (reading === 'inPlace') return area.inPlace!;
  return area[reading];
}
