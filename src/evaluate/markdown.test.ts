import { describe, expect, it } from 'vitest';
import { csvReport } from './csv';
import { accuracyTable, markdownReport } from './markdown';
import type { EvaluationDocument } from './report';

const one = { n: 1, accuracy: 1, interval: [1, 1] };
const document = {
  dataset: 'x](http://a.invalid)\n# y',
  n: 1,
  pictures: 1,
  seed: 0,
  model: { id: 'm', sha256: 'ab' },
  command: 'npx whylight evaluate "`|"',
  accuracy: {
    overall: 1,
    interval: [1, 1],
    baselines: { majority: 1, questionOnly: 1 },
    families: { 'a|b <img src=x>': one, '=1+1': one },
  },
} as unknown as EvaluationDocument;

describe('the tables of a dataset whose names strangers chose', () => {
  it('have as many cells a line as they have columns, and no markup', () => {
    const rows = accuracyTable(document).split('\n');
    for (const row of rows) expect(row.match(/(?<!\\)\|/g)).toHaveLength(7);
    expect(rows[3]).toMatch(/^\| a\\\|b &lt;img src=x> \|/);
    expect(markdownReport(document)).toMatch(/^# x\\\]\(http:\u200b\/\/a\.invalid\) # y\n/);
  });

  it('hold no formulas', () => {
    expect(csvReport(document)).toContain("\naccuracy,'=1+1,accuracy,1,1,1,1\n");
  });
});
