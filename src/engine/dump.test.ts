import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openModel } from '../../models';
import type { ModelFolder } from '../../models/hub/folder';
import type { Block, Importance } from '../relevance/types';
import { naiveRelevance } from '../relevance/testing/naive';
import { loadTokenizer } from '../text/tokenizer';
import type { TensorData } from '../weights/safetensors-write';
import { dumpName } from './dump';
import type { Explanation } from './explanation';
import type { Model } from './model';
import { clampedMeanOf, importancesOf } from './testing/evidence';
import { noise, relativeError, RUNTIME, toyFolder } from './testing/toy';

const QUESTION = 'is the cat red?';
const pixels = noise(32, 32, 41);

let folder: ModelFolder;
let model: Model;
let explained: Explanation;
let dump: Map<string, TensorData>;
beforeAll(async () => {
  folder = await toyFolder({ seed: 40 });
  model = await openModel(folder, RUNTIME);
  const answered = await model.ask(pixels, QUESTION);
  const methods = ['equal', 'weighted', 'raw'];
  explained = await answered.explain({ answer: 'blue', methods, startLayer: 1 });
  const tensors = await explained.dump(methods);
  dump = new Map(tensors.map((tensor) => [tensor.name, tensor]));
});
afterAll(() => model.dispose());

const numbers = (name: string): Float32Array => dump.get(name)!.data as Float32Array;
const shapeOf = (name: string) => dump.get(name)?.shape;

describe('a dump', () => {
  it('names the blocks in forward order and gives their shapes', () => {
    const { text, image } = { text: explained.document.tokens.length, image: 17 };
    const prefixes = [...dump.keys()].flatMap((name) =>
      name.endsWith('.attention') ? [name.slice(0, -10)] : [],
    );
    expect(prefixes).toEqual([
      '000.vision.self',
      '001.vision.self',
      '002.text.self',
      '003.text.self',
      ...[0, 1].flatMap((layer) =>
        ['text_to_image', 'image_to_text', 'text.self', 'image.self'].map(
          (kind, n) => `${String(4 + 4 * layer + n).padStart(3, '0')}.mapper.${kind}`,
        ),
      ),
    ]);
    expect(shapeOf('000.vision.self.gradient')).toEqual([2, image, image]);
    expect(shapeOf('000.vision.self.output_gradient')).toEqual([image, 16]);
    expect(shapeOf('003.text.self.residual')).toEqual([text, 12]);
    expect(shapeOf('004.mapper.text_to_image.attention')).toEqual([2, text, image]);
    expect(shapeOf('005.mapper.image_to_text.output')).toEqual([image, 8]);
    expect(shapeOf('R.equal.ti')).toEqual([text, image]);
    expect(shapeOf('R.weighted.it')).toEqual([image, text]);
    // A method without matrices is left out.
    expect([...dump.keys()].filter((name) => name.startsWith('R.'))).toHaveLength(8);
  });

  it('holds what the model was given and what it answered', () => {
    // Mean and deviation of the toy's manifest, the image being as large as the model's.
    const [mean, std] = [
      [0.5, 0.4, 0.6],
      [0.25, 0.3, 0.2],
    ];
    expect(shapeOf('pixels')).toEqual([3, 32, 32]);
    const expected = Float64Array.from({ length: 3 * 32 * 32 }, (_, i) => {
      const [channel, pixel] = [Math.floor(i / 1024), i % 1024];
      return (pixels.data[4 * pixel + channel]! / 255 - mean[channel]!) / std[channel]!;
    });
    expect(relativeError(numbers('pixels'), expected)).toBeLessThan(1e-6);
    const ids = dump.get('input_ids')!;
    expect(ids.dtype).toBe('int64');
    expect(Array.from(ids.data as unknown as BigInt64Array, Number)).toEqual(
      loadTokenizer(folder.tokenizer, { maxLength: 16 }).encode(QUESTION).ids,
    );
    const blue = explained.document.answers.find(({ text }) => text === 'blue')!;
    expect(numbers('logits')[3]).toBeCloseTo(blue.logit, 5);
    expect([...numbers('target')]).toEqual([0, 0, 0, 1, 0]);
  });

  it('has rows of attention that sum to 1, and x + a that the next block carries on', () => {
    const rows = numbers('004.mapper.text_to_image.attention');
    for (let row = 0; row < rows.length; row += 17) {
      expect(rows.subarray(row, row + 17).reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 5);
    }
    // In the mapper self-attention follows cross-attention directly: its residual is the sum before.
    const [x, a] = [numbers('004.mapper.text_to_image.residual'), numbers('004.mapper.text_to_image.output')];
    expect(
      relativeError(
        numbers('006.mapper.text.self.residual'),
        x.map((v, i) => v + a[i]!),
      ),
    ).toBeLessThan(1e-6);
  });

  it('gives zeros for blocks that the answer does not depend on', () => {
    for (const name of ['009.mapper.image_to_text', '011.mapper.image.self']) {
      expect(numbers(`${name}.attention`).some((value) => value !== 0)).toBe(true);
      for (const part of ['gradient', 'output_gradient']) {
        expect(numbers(`${name}.${part}`).every((value) => value === 0)).toBe(true);
      }
    }
  });
});

/** The explanation's blocks, made again from the dump alone. */
const rebuilt = (): Block[] =>
  explained.blocks.map(({ rows, cols, ...place }, n) => {
    const name = dumpName(place, n);
    const attention = numbers(`${name}.attention`);
    const tokens = importancesOf(folder.weights, {
      kind: place.kind,
      layer: place.layer,
      heads: place.heads,
      rows,
      attention,
      residual: numbers(`${name}.residual`),
      output: numbers(`${name}.output`),
      outputGradient: numbers(`${name}.output_gradient`),
    });
    const pair = (importance: Importance) => ({
      output: Float64Array.from(tokens, (token) => token[importance][0]!),
      residual: Float64Array.from(tokens, (token) => token[importance][1]!),
    });
    const ones = new Float32Array(attention.length).fill(1);
    return {
      ...place,
      rows,
      cols,
      abar: Float64Array.from(clampedMeanOf(attention, numbers(`${name}.gradient`), place.heads)),
      attention: Float64Array.from(clampedMeanOf(attention, ones, place.heads)),
      importance: {
        norm: pair('norm'),
        'norm-ln': pair('norm-ln'),
        gradient: pair('gradient'),
        mixing: pair('mixing'),
      },
    };
  });

describe('the reduced programs against plain loops over the dump', () => {
  it('Ā, mean attention and all four importances agree', () => {
    const all = rebuilt();
    all.forEach((expected, n) => {
      const actual = explained.blocks[n]!;
      const name = `${n} ${expected.kind}`;
      expect(relativeError(actual.abar, expected.abar), `${name} abar`).toBeLessThan(1e-4);
      if (expected.abar.every((value) => value === 0)) return;
      expect(relativeError(actual.attention, expected.attention), `${name} attention`).toBeLessThan(1e-5);
      for (const importance of ['norm', 'norm-ln', 'gradient', 'mixing'] as const) {
        for (const part of ['output', 'residual'] as const) {
          const [found, wanted] = [actual, expected].map((block) => block.importance[importance]![part]);
          expect(relativeError(found!, wanted!), `${name} ${importance} ${part}`).toBeLessThan(1e-4);
        }
      }
    });
  });

  it.each([['equal'], ['weighted']])('R of %s agrees with the equations written out on the dump', (id) => {
    const { streams } = explained.document;
    const options = { id, importance: 'norm', startLayer: 1 } as const;
    const expected = naiveRelevance({ streams, blocks: rebuilt() }, options);
    const ofInitial = { t: 'text', i: 'image' } as const;
    for (const part of ['tt', 'ti', 'it', 'ii'] as const) {
      const [s, t] = [...part].map((initial) => ofInitial[initial as 't' | 'i']);
      const actual = dump.get(`R.${id}.${part}`)!;
      expect(actual.dtype).toBe('float64');
      const wanted = expected.last(s!)[t!]!.flat();
      expect(relativeError(actual.data as Float64Array, wanted), part).toBeLessThan(1e-4);
    }
  });
});
