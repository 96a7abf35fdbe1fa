/** What holds for every explanation, and how tests read one. */
import { expect } from '@playwright/test';
import type { ExplanationDocument, ImageMap, MethodResult, TextMap } from '../../src/ask';

/** An explanation of a model that sees an image and reads a text. */
export interface Explanation extends Omit<ExplanationDocument, 'image' | 'methods'> {
  readonly image: NonNullable<ExplanationDocument['image']>;
  readonly methods: readonly (MethodResult & { readonly image: ImageMap; readonly text: TextMap })[];
}

/** The document as one of both; it must be. */
export function onBoth(document: ExplanationDocument): Explanation {
  const isWhole = document.image && document.methods.every(({ image, text }) => image && text);
  if (!isWhole) throw new Error('The explanation lacks an image, or a map of it or of the text.');
  return document as Explanation;
}

/** The entry of a method; it must be there. */
export const byId = (document: Explanation, id: string) => {
  const method = document.methods.find((entry) => entry.id === id);
  if (!method) throw new Error(`The explanation has no ${id} map.`);
  return method;
};

/** What holds for every explanation: mass 1, as many numbers as patches and tokens, nothing below zero. */
export function expectSound(document: Explanation): void {
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
