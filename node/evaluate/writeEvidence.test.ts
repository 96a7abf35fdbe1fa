import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { parseEvidence } from '../../app/methods/evidence';
import { isRecommended, measuredModel } from '../../app/methods/measured';
import { sha256Hex } from '../../src/weights/digest';
import { BUNDLED_FIGURES } from './writeEvidenceFile';

const [json, document, weights] = await Promise.all([
  readFile(BUNDLED_FIGURES, 'utf8'),
  readFile('docs/evidence.md', 'utf8'),
  readFile('public/models/stickers/model.safetensors'),
]);
const sha256 = await sha256Hex(new Uint8Array(weights));
const figures = parseEvidence(json, sha256);

/** Cells of the row that starts so, of the table whose head holds these words. */
function cellsOf(head: string, start: string): string[] {
  const lines = document.split('\n');
  const from = lines.findIndex((line) => line.startsWith('|') && line.includes(head));
  const row = lines.slice(from).find((line) => line.startsWith(`| ${start} `));
  return row!.split('|').map((cell) => cell.trim());
}

/** As the document names a method: variants of weighted by a dash, what other methods weigh by in brackets. */
const labelOf = ({ id, importance }: { id: string; importance?: string | undefined }): string =>
  importance === undefined ? id : id === 'weighted' ? `${id}-${importance}` : `${id} (${importance})`;

const text = (value: number, low: number, high: number): string =>
  `${value.toFixed(3)} [${low.toFixed(3)}, ${high.toFixed(3)}]`;

describe('the figures that the page shows', () => {
  it('are of the bundled model as it is, which the page knows to be measured', () => {
    const known = measuredModel(sha256);
    expect(`public/${known?.file}`).toBe(BUNDLED_FIGURES);
    expect(known?.recommended).toEqual(figures.recommended);
    expect(isRecommended(known!, figures.recommended)).toBe(true);
    expect(document).toContain(
      `${figures.dataset}, n = ${figures.n} questions on ${figures.pictures} pictures`,
    );
    expect(document).toContain(
      `by the sum of both gaps (negative less positive area, patches and words): \`${figures.recommended.importance}\``,
    );
  });

  it('stand number by number in docs/evidence.md', () => {
    expect(figures.methods).toHaveLength(15);
    for (const method of figures.methods) {
      const label = labelOf(method);
      const { objects, patches, words } = method;
      const lost = ({ value, low, high }: typeof patches) => text(1 - value, 1 - high, 1 - low);
      expect(cellsOf('negative ↑ fine grid', label)[2], `${label}, patches`).toBe(lost(patches));
      expect(cellsOf('positive ↓ word by word', label)[2], `${label}, words`).toBe(lost(words));
      expect(cellsOf('mass lift', label)[2], `${label}, objects`).toBe(
        text(objects!.value, objects!.low, objects!.high),
      );
    }
  });

  it('have every paired test of weighted against equal relevance, to the digit', () => {
    // Four variants on six measures.
    expect(figures.comparisons).toHaveLength(24);
    const rows = document.split('\n').map((line) => line.split('|').map((cell) => cell.trim()));
    for (const { metric, method, against, n, difference, interval, favours, holm } of figures.comparisons) {
      const [low, high] = interval;
      const name = labelOf(method);
      const row = rows.filter((cells) => cells[1] === metric && cells[2] === name && cells[3] === against.id);
      expect(row, `${metric}, ${name}`).toHaveLength(1);
      const [, , , , count, estimate, favoured] = row[0]!;
      // As numbers: the document writes −0.0000 where JSON has 0.
      const numbers = estimate!.match(/-?\d\.\d{4}/g)!.map((digits) => Number(digits) + 0);
      expect(numbers).toEqual([difference, low, high]);
      expect([count, favoured]).toEqual([String(n), favours === 'method' ? name : against.id]);
      expect(row[0]![8]).toBe(holm.toFixed(4));
    }
  });
});
