import { createHash } from 'node:crypto';
import { cp, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSafetensors } from '../src/weights/safetensors';
import { readTensorF32 } from '../src/weights/values';
import { toyClip } from '../models/fixtures/clip';
import { toyClipmapper, TOY_ANSWERS } from '../models/fixtures/clipmapper';
import { wordsOf, type ExplanationDocument } from '../src/ask';
import { writeModelFolder } from '../node/library/folder';
import { runChild, runHere } from './testing/run';

let dir = '';
const at = (name: string) => path.join(dir, name);
const QUESTION = 'is the cat there?';
const SCENE = {
  version: 1,
  background: { kind: 'grass', seed: 5 },
  stickers: [
    { kind: 'apple', colour: 'red', x: 0.3, y: 0.4, size: 0.4, rotation: 10, flip: false, brightness: 1 },
  ],
};

beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'whylight-cli-'));
  await writeModelFolder(at('toy'), await toyClipmapper({ seed: 81 }));
  const gradient = Buffer.from(Array.from({ length: 60 * 40 * 3 }, (_, i) => (i * 37) % 256));
  const image = sharp(gradient, { raw: { width: 60, height: 40, channels: 3 } });
  await image.clone().png().toFile(at('image.png'));
  await image.clone().jpeg().toFile(at('short.jpg'));
  await truncate(at('short.jpg'), 700);
  await writeFile(at('empty.png'), '');
  await writeFile(at('text.png'), 'This is not an image.');
  await writeFile(at('scene.json'), JSON.stringify(SCENE));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

const base = () => ['explain', '--model', at('toy'), '--image', at('image.png')];

describe('whylight explain', () => {
  it('prints one JSON document on stdout and nothing else anywhere', async () => {
    const { code, stdout, stderr } = await runChild(
      dir,
      ...['explain', '--model', 'toy', '--image', 'image.png', '--question', QUESTION],
      ...['--methods', 'equal,weighted,rollout', '--importance', 'gradient', '--start-layer', '1', '--json'],
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const document = JSON.parse(stdout) as ExplanationDocument;
    const weights = await readFile(at('toy/model.safetensors'));
    expect(document.model).toEqual({
      id: 'toy-81',
      sha256: createHash('sha256').update(weights).digest('hex'),
    });
    const rgba = await sharp(at('image.png')).ensureAlpha().raw().toBuffer();
    expect(document.image).toEqual({
      width: 60,
      height: 40,
      sha256: createHash('sha256').update(rgba).digest('hex'),
    });
    expect(document.question).toBe(QUESTION);
    expect(document.tokens[0]).toBe('<|startoftext|>');
    expect(document.answers.map(({ text }) => text).sort()).toEqual([...TOY_ANSWERS].sort());
    expect(document.target).toEqual({ answer: document.answers[0]!.text });
    expect(document.methods.map(({ id, importance, startLayer }) => [id, importance, startLayer])).toEqual([
      ['equal', undefined, 1],
      ['weighted', 'gradient', 1],
      ['rollout', undefined, 1],
    ]);
    for (const { image, text } of document.methods) {
      expect(image!.values).toHaveLength(16);
      expect(image!.values.reduce((a, b) => a + b)).toBeCloseTo(1, 9);
      expect(text!.values).toHaveLength(document.tokens.length);
    }
  });

  it('explains an answer against a rival, in words for people', async () => {
    const { code, stdout } = await runHere(
      ...base(),
      ...['--question', QUESTION, '--answer', 'red', '--versus', 'blue'],
    );
    expect(code).toBe(0);
    expect(stdout).toContain('Why "red" rather than "blue":');
    expect(stdout).toMatch(/equal, start layer 0\n {2}\+-{8}\+\n( {2}\|.{8}\|\n){4}/);
    expect(stdout).toContain('weighted, importance norm, start layer 0');
  });

  it('draws scenes at the size of the model, from a scene or from what whylight scene prints', async () => {
    await writeFile(at('wrapped.json'), JSON.stringify({ title: 'x', scene: SCENE }));
    const documents: ExplanationDocument[] = [];
    for (const file of ['scene.json', 'wrapped.json']) {
      const args = ['--model', at('toy'), '--scene', at(file), '--question', QUESTION, '--json'];
      const { code, stdout } = await runHere('explain', ...args);
      expect(code).toBe(0);
      documents.push(JSON.parse(stdout) as ExplanationDocument);
    }
    expect(documents[0]!.image).toMatchObject({ width: 32, height: 32 });
    expect(documents[1]!.image).toEqual(documents[0]!.image);
  });

  it('writes a figure and a dump', async () => {
    const { code } = await runHere(
      ...base(),
      ...['--question', QUESTION, '--png', at('figure.png'), '--dump', at('dump.safetensors'), '--json'],
      ...['--methods', 'equal,weighted,raw', '--importance', 'norm,mixing'],
    );
    expect(code).toBe(0);
    expect((await sharp(at('figure.png')).metadata()).width).toBeGreaterThan(1000);
    const dump = openSafetensors(await readFile(at('dump.safetensors')));
    const names = [...dump.tensors.keys()];
    const relevance = names.filter((name) => name.startsWith('R.')).sort();
    // Raw attention has no matrices; the two weighted ones are told apart by their importance.
    expect(relevance).toEqual(
      ['equal', 'weighted-mixing', 'weighted-norm'].flatMap((method) =>
        ['ii', 'it', 'ti', 'tt'].map((part) => `R.${method}.${part}`),
      ),
    );
    expect(names.filter((name) => name.startsWith('004.')).sort()).toEqual(
      ['attention', 'gradient', 'output', 'output_gradient', 'residual'].map(
        (part) => `004.mapper.text_to_image.${part}`,
      ),
    );
    expect(dump.tensors.get('input_ids')).toMatchObject({ dtype: 'int64' });
    expect(dump.tensors.get('pixels')).toMatchObject({ shape: [3, 32, 32] });
    // (∇A ⊙ A)⁺ from the dump is what the maps rest on.
    const A = readTensorF32(dump, '000.vision.self.attention');
    const gradient = readTensorF32(dump, '000.vision.self.gradient');
    expect(A.some((value, i) => value * gradient[i]! > 0)).toBe(true);
  });

  it('names a single weighted method in a dump by its id alone', async () => {
    await runHere(...base(), '--question', QUESTION, '--dump', at('one.safetensors'));
    const { tensors } = openSafetensors(await readFile(at('one.safetensors')));
    expect([...tensors.keys()].filter((name) => name.startsWith('R.weighted'))).toHaveLength(4);
    expect(tensors.has('R.weighted.tt')).toBe(true);
  });

  it('asks a CLIP without vocabulary for the candidates given, and shows the words of the answer’s prompt', async () => {
    await writeModelFolder(at('clip'), await toyClip({ seed: 82 }));
    const { code, stdout } = await runHere(
      ...['explain', '--model', at('clip'), '--image', at('image.png'), '--question', 'a {} cat'],
      ...['--candidates', 'red, two blue', '--answer', 'two blue', '--methods', 'grad-eclip', '--json'],
    );
    expect(code).toBe(0);
    const document = JSON.parse(stdout) as ExplanationDocument;
    expect(document.choices).toEqual(['red', 'two blue']);
    expect(document.answers.map(({ text }) => text).sort()).toEqual(['red', 'two blue']);
    expect(document.prompt).toBe('a two blue cat');
    expect(wordsOf(document).map(({ text }) => text)).toEqual(['a', 'two', 'blue', 'cat']);
  });

  it('cuts a question of 2,000 words and says so', async () => {
    const { code, stdout, stderr } = await runHere(
      ...base(),
      ...['--question', 'cat '.repeat(2000), '--json', '--methods', 'equal'],
    );
    expect(code).toBe(0);
    expect((JSON.parse(stdout) as ExplanationDocument).notices).toEqual([
      'The question was cut at 16 tokens, the most this model reads.',
    ]);
    expect(stderr).toBe('whylight: The question was cut at 16 tokens, the most this model reads.\n');
  });
});

describe('bad input ends with exit code 2, one line on stderr and nothing on stdout', () => {
  const ask = ['--question', QUESTION];
  const toy = () => ['--model', at('toy')];
  const cases: [string, () => string[], RegExp][] = [
    ['a missing image', () => [...toy(), ...ask, '--image', at('nowhere.png')], /no file ".*nowhere\.png"/],
    ['a file that is no image', () => [...toy(), ...ask, '--image', at('text.png')], /not an image/],
    ['a truncated image', () => [...toy(), ...ask, '--image', at('short.jpg')], /is cut off before its end/],
    ['an empty file', () => [...toy(), ...ask, '--image', at('empty.png')], /empty \(0 bytes\)/],
    ['neither image nor scene', () => [...toy(), ...ask], /neither an image nor a scene/],
    [
      'both image and scene',
      () => [...toy(), ...ask, '--image', at('image.png'), '--scene', at('scene.json')],
      /both an image and a scene/,
    ],
    ['a scene that is no JSON', () => [...toy(), ...ask, '--scene', at('text.png')], /is not JSON/],
    ['a missing scene', () => [...toy(), ...ask, '--scene', at('no.json')], /no file ".*no\.json"/],
    [
      'a scene of another shape',
      () => [...toy(), ...ask, '--scene', at('toy/manifest.json')],
      /not a valid scene: scene/,
    ],
    ['an empty question', () => [...base().slice(1), '--question', '  '], /question is empty/],
    ['no question', () => base().slice(1), /required option '--question <text>' not specified/],
    [
      'an unknown answer',
      () => [...base().slice(1), ...ask, '--answer', 'zebra'],
      /knows 5: yes, no, red, blue, two\./,
    ],
    ['an unknown rival', () => [...base().slice(1), ...ask, '--versus', 'zebra'], /no answer "zebra"/],
    [
      'an unknown method',
      () => [...base().slice(1), ...ask, '--methods', 'magic'],
      /"magic"; choose from equal, weighted,/,
    ],
    ['no method', () => [...base().slice(1), ...ask, '--methods', ','], /No method is named/],
    [
      'a method that needs what the model does not give',
      () => [...base().slice(1), ...ask, '--methods', 'grad-eclip'],
      /grad-eclip needs the values that the last block mixes, which this model does not give; choose from equal,/,
    ],
    [
      'candidates for a model with answers of its own',
      () => [...base().slice(1), ...ask, '--candidates', 'red,blue'],
      /answers from its own 5 answers, so it takes no candidates: leave them out\./,
    ],
    [
      'an unknown importance',
      () => [...base().slice(1), ...ask, '--importance', 'size'],
      /no importance "size"; choose from norm, norm-ln, gradient, mixing/,
    ],
    [
      'a start layer too high',
      () => [...base().slice(1), ...ask, '--start-layer', '9'],
      /start layer is 9; this model takes 0 to 1/,
    ],
    [
      'a start layer that is no number',
      () => [...base().slice(1), ...ask, '--start-layer', 'two'],
      /whole number from 0/,
    ],
    ['an unknown model', () => [...ask, '--image', at('image.png'), '--model', 'gpt'], /no model "gpt"/],
    [
      'a folder without a model',
      () => [...ask, '--image', at('image.png'), '--model', dir],
      /has no manifest\.json/,
    ],
    ['an unknown option', () => [...base().slice(1), ...ask, '--colour'], /unknown option '--colour'/],
    [
      'a dump that cannot be written',
      () => [...base().slice(1), ...ask, '--dump', at('no/such/folder')],
      /could not be written/,
    ],
  ];
  it.each(cases)('%s', async (_, args, message) => {
    const { code, stdout, stderr } = await runHere('explain', ...args());
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(/^whylight: [^\n]*\n$/);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });

  it('in a process of its own too, without a stack trace', async () => {
    const { code, stdout, stderr } = await runChild(dir, 'explain', '--image', 'nowhere.png', ...ask);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^whylight: There is no file "nowhere\.png"; [^\n]*\n$/);
  });

  it('broken model folders: a wrong digest, a missing tensor, a cut manifest', async () => {
    const broken = async (name: string, change: (folder: string) => Promise<void>) => {
      await cp(at('toy'), at(name), { recursive: true });
      await change(at(name));
      const args = [...base().slice(0, 1), '--model', at(name), '--image', at('image.png'), ...ask];
      const { code, stdout, stderr } = await runHere(...args);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toMatch(/^whylight: [^\n]*\n$/);
      return stderr;
    };
    const weights = await readFile(at('toy/model.safetensors'));
    expect(
      await broken('digest', async (folder) => {
        const changed = Buffer.from(weights);
        changed[changed.length - 1]! ^= 1;
        await writeFile(path.join(folder, 'model.safetensors'), changed);
      }),
    ).toMatch(/model\.safetensors is not the file that .* \(SHA-256/);
    expect(
      await broken('tensor', async (folder) => {
        const opened = openSafetensors(weights);
        const tensors = [...opened.tensors.keys()]
          .filter((name) => name !== 'classifier.norm.bias')
          .map((name) => {
            const { dtype, shape } = opened.tensors.get(name)!;
            return { name, dtype, shape, data: readTensorF32(opened, name) };
          });
        const text = await readFile(path.join(folder, 'manifest.json'), 'utf8');
        const tokenizer: unknown = JSON.parse(await readFile(path.join(folder, 'tokenizer.json'), 'utf8'));
        await writeModelFolder(folder, { manifest: JSON.parse(text) as never, tensors, tokenizer });
      }),
    ).toMatch(/1 missing \(classifier\.norm\.bias\)/);
    expect(
      await broken('manifest', async (folder) => truncate(path.join(folder, 'manifest.json'), 100)),
    ).toMatch(/manifest\.json of the model is not JSON/);
    expect(
      await broken('longer', async (folder) =>
        writeFile(path.join(folder, 'model.safetensors'), Buffer.concat([weights, Buffer.alloc(4)])),
      ),
    ).toMatch(/model\.safetensors has \d+ bytes, and/);
  });
});
