/** What holds for every explanation, and how tests read one. */
import { expect } from '@playwright/test';
import type { ExplanationDocument } from '../../src/ask/document';

/** The entry of a method; it must be there. */
export const byId = (document: ExplanationDocument, id: string) => {
  const method = document.methods.find((entry) => entry.id === id);
  if (!method) throw new Error(`The explanation has no ${id} map.`);
  return method;
};

/** What holds for every explanation: mass 1, as many numbers as patches and tokens, nothing below zero. */
export function expectSound(document: ExplanationDocument): void {
  const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);
  for (const id of ['weighted', 'equal']) {
    const { image, text } = byId(document, id);
    expect(image.values).toHaveLength(image.rows * image.cols);
    expect(text.values).toHaveLength(document.tokens.length);
    for (const { values, rawMass } of [image, text]) {
      expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
      expect(rawMass).toBeGreaterThan(0);
      expect(total(values)).toBeCloseTo(1, 4);
    }
    expect([text.values[0], text.values.at(-1)]).toEqual([0, 0]);
  }
  expect(byId(document, 'weighted').image.values).not.toEqual(byId(document, 'equal').image.values);
  const probabilities = document.answers.map(({ probability }) => probability);
  expect(probabilities).toEqual([...probabilities].sort((a, b) => b - a));
  expect(total(probabilities)).toBeLessThanOrEqual(1 + 1e-5);
}
