import { expect, it } from 'vitest';
import { loadCheckpoint } from './checkpoint';
import { inHalfPrecision } from './halve';
import { huggingFaceFiles, readerOf } from './testing/published';
import { readRowF32, readTensorF32 } from '../../src/weights/values';

it('float32 weights are rounded to float16, whose values a file in half precision has', async () => {
  const load = (dtype: 'float32' | 'float16') =>
    loadCheckpoint(readerOf(huggingFaceFiles({ seed: 5 }, dtype)), { id: 'toy' });
  const whole = await load('float32');
  const halved = inHalfPrecision(whole);
  const published = await load('float16');
  expect(halved.weights.bytes.length).toBeLessThan(0.51 * whole.weights.bytes.length + 4096);
  expect(halved.sha256).toBe(whole.sha256);
  for (const name of whole.weights.tensors.keys()) {
    if (whole.weights.tensors.get(name)!.dtype !== 'float32' || name === 'logit_scale') continue;
    expect(readTensorF32(halved.weights, name)).toEqual(readTensorF32(published.weights, name));
  }
  expect(readTensorF32(halved.weights, 'logit_scale')).toEqual(readTensorF32(whole.weights, 'logit_scale'));
  expect(inHalfPrecision(published).weights).toBe(published.weights);
});

it('a row is that part of the whole', async () => {
  const { weights } = await loadCheckpoint(readerOf(huggingFaceFiles({ seed: 5 }, 'float16')), { id: 'toy' });
  const name = 'text_model.embeddings.token_embedding.weight';
  const width = weights.tensors.get(name)!.shape[1]!;
  expect(readRowF32(weights, name, 7)).toEqual(readTensorF32(weights, name).slice(7 * width, 8 * width));
});
