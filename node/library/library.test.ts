import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runHere, runNode } from '../../cli/testing/run';
import { toyClipmapper } from '../../models/fixtures/clipmapper';
import { parseDocument, wordsOf, type ExplanationDocument } from '../../src/ask';
import { parseScene } from '../../src/scene';
import { writeModelFolder } from './folder';
import {
  drawScene,
  load,
  readImage,
  WhylightError,
  type AskOptions,
  type ExplainOptions,
  type Model,
} from './library';

const QUESTION = 'is the cat there?';
const SCENE = {
  version: 1,
  background: { kind: 'grass', seed: 5 },
  stickers: [
    { kind: 'apple', colour: 'red', x: 0.3, y: 0.4, size: 0.4, rotation: 10, flip: false, brightness: 1 },
  ],
};

let dir = '';
const at = (name: string) => path.join(dir, name);
let model: Model;
beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'whylight-library-'));
  await writeModelFolder(at('toy'), await toyClipmapper({ seed: 81 }));
  const gradient = Buffer.from(Array.from({ length: 60 * 40 * 3 }, (_, i) => (i * 37) % 256));
  await sharp(gradient, { raw: { width: 60, height: 40, channels: 3 } })
    .png()
    .toFile(at('image.png'));
  await writeFile(at('scene.json'), JSON.stringify(SCENE));
  model = await load(at('toy'));
});
afterAll(async () => {
  await model.dispose();
  await rm(dir, { recursive: true, force: true });
});

const base = () => ['explain', '--model', at('toy'), '--image', at('image.png')];

describe('the library', () => {
  const explained = async (image: Parameters<typeof readImage>[0], question = QUESTION) => {
    const answer = await model.ask(await readImage(image), question);
    const { document } = await answer.explain({ methods: ['equal', 'weighted'] });
    answer.dispose();
    return document;
  };

  it('gives the document that the command prints', async () => {
    const { stdout } = await runHere(...base(), '--question', QUESTION, '--json');
    const printed = JSON.parse(stdout) as ExplanationDocument;
    expect({ ...(await explained(at('image.png'))), timings: {} }).toEqual({ ...printed, timings: {} });
  });

  it('takes bytes and pixels as well as paths', async () => {
    const bytes = await readFile(at('image.png'));
    const data = new Uint8Array(await sharp(bytes).ensureAlpha().raw().toBuffer());
    const [a, b] = [await explained(new Uint8Array(bytes)), await explained({ width: 60, height: 40, data })];
    expect(a.image).toEqual(b.image);
    expect(a.methods).toEqual(b.methods);
  });

  it('draws scenes', async () => {
    const scene = parseScene(SCENE);
    const { width, height } = await drawScene(scene, model.facts.imageSize);
    expect([width, height]).toEqual([32, 32]);
    const { stdout } = await runHere(
      ...['explain', '--model', at('toy'), '--scene', at('scene.json'), '--question', QUESTION, '--json'],
    );
    const { image } = JSON.parse(stdout) as ExplanationDocument;
    expect((await explained(await drawScene(scene, 32))).image).toEqual(image);
    await expect(drawScene({ ...scene, version: 9 } as never, 32)).rejects.toMatchObject({
      code: 'bad-input',
    });
  });

  it('explains one answer rather than another, as the command does', async () => {
    const answer = await model.ask(await readImage(at('image.png')), QUESTION);
    const { document } = await answer.explain({ answer: 'red', rather: 'blue', methods: ['raw'] });
    const { stdout } = await runHere(
      ...base(),
      ...['--question', QUESTION, '--answer', 'red', '--versus', 'blue', '--methods', 'raw', '--json'],
    );
    const printed = JSON.parse(stdout) as ExplanationDocument;
    expect({ ...document, timings: {} }).toEqual({ ...printed, timings: {} });
    answer.dispose();
  });

  it.each<[string, () => Promise<unknown>]>([
    ['a model that is a number', () => load(5 as never)],
    ['a model without a name', () => load('')],
    ['options that are null', () => load(at('toy'), null as never)],
    ['no threads', () => load(at('toy'), { threads: 0 })],
    ['half a thread', () => load(at('toy'), { threads: 1.5 })],
    ['no image', () => readImage(undefined as never)],
    ['an image that is an object', () => readImage({} as never)],
    ['too few bytes', () => readImage({ width: 2, height: 2, data: new Uint8Array(3) })],
    ['a list for bytes', () => readImage({ width: 1, height: 1, data: [0, 0, 0, 255] } as never)],
    ['a scene that is null', () => drawScene(null as never, 32)],
    ['a scene of no size', () => drawScene(parseScene(SCENE), 0)],
    ['a scene of any size', () => drawScene(parseScene(SCENE), NaN)],
    ['a scene larger than memory', () => drawScene(parseScene(SCENE), 1e9)],
    ['a question about nothing', () => model.ask(null as never, QUESTION)],
    ['a question about a file', () => model.ask('image.png' as never, QUESTION)],
    ['a question that is none', async () => model.ask(await readImage(at('image.png')), 5 as never)],
    ['choices that are a text', async () => asked({ choices: 'all' as never })],
    ['methods that are a text', () => asked({ methods: 'weighted' as never })],
    ['a method that is a number', () => asked({ methods: [5 as never] })],
    ['a method that is null', () => asked({ methods: [null as never] })],
    ['an answer that is a number', () => asked({ answer: 5 as never })],
    ['a rival that is a list', () => asked({ rather: [] as never })],
    ['a start layer that is a text', () => asked({ startLayer: '1' as never })],
    ['a start layer that is no number', () => asked({ startLayer: NaN })],
  ])('throws its own error, in a sentence, for %s', async (_, call) => {
    const error: unknown = await call().catch((e: unknown) => e);
    expect(error).toBeInstanceOf(WhylightError);
    expect((error as Error).message).toMatch(/^[A-Z"“][^\n]{10,300}\.$/);
  });

  const asked = async (options: AskOptions & ExplainOptions): Promise<unknown> => {
    const answer = await model.ask(await readImage(at('image.png')), QUESTION, options);
    return answer.explain(options).finally(() => answer.dispose());
  };

  it('keeps no more of a question than an explanation may hold', async () => {
    const answer = await model.ask(await readImage(at('image.png')), 'is it? '.repeat(2000));
    const { document } = await answer.explain({ methods: ['raw'] });
    answer.dispose();
    expect(parseDocument(JSON.stringify(document)).question).toHaveLength(4000);
  });

  it('shows whole characters, whatever bytes its tokens are', async () => {
    const answer = await model.ask(await readImage(at('image.png')), 'a 🐶 “猫”?');
    const { document } = await answer.explain({ methods: ['raw'] });
    answer.dispose();
    expect(document.question).toBe('a 🐶 “猫”?');
    expect(
      wordsOf(document)
        .map(({ text }) => text)
        .join(' '),
    ).toBe('a 🐶 " 猫 "?');
    expect(document.reading?.texts).toBe(2);
  });

  it.each<[string, AskOptions & ExplainOptions, RegExp]>([
    ['', {}, /empty/],
    [QUESTION, { choices: ['red', 'blue'] }, /it takes no candidates/],
    [QUESTION, { methods: ['magic'] }, /no method "magic"/],
    [QUESTION, { methods: ['grad-eclip'] }, /grad-eclip needs the values that the last block mixes/],
    [QUESTION, { answer: 'zebra' }, /no answer "zebra"/],
    [QUESTION, { startLayer: 9 }, /start layer is 9/],
  ])('throws a WhylightError for %j, %j', async (question, options, message) => {
    const pixels = await readImage(at('image.png'));
    const asked = model.ask(pixels, question, options).then(async (answer) => answer.explain(options));
    const error: unknown = await asked.catch((e: unknown) => e);
    expect(error).toBeInstanceOf(WhylightError);
    expect(error).toMatchObject({ code: 'bad-input', message });
  });

  it('throws a WhylightError for what is no image, and for a model that is not there', async () => {
    await expect(readImage(at('nowhere.png'))).rejects.toBeInstanceOf(WhylightError);
    await expect(load(at('nowhere'))).rejects.toBeInstanceOf(WhylightError);
  });

  it('tells the bytes of a model that are read', async () => {
    const steps: [number, number][] = [];
    const other = await load(at('toy'), { onProgress: (...step) => steps.push(step), threads: 1 });
    const [loaded, total] = steps.at(-1)!;
    expect(loaded).toBe(total);
    expect(total).toBeGreaterThan((await readFile(at('toy/model.safetensors'))).length);
    await other.dispose();
  });

  it('is imported from plain JavaScript by the name of the package', async () => {
    const script = `
      import { load, readImage, drawScene, WhylightError } from 'whylight';
      const model = await load(${JSON.stringify(at('toy'))});
      const answer = await model.ask(await readImage(${JSON.stringify(at('image.png'))}), 'cat?');
      const why = await answer.explain({ methods: ['equal'] });
      console.log(answer.answers.length, why.document.methods.length);
      console.log(typeof drawScene, (await load('gpt').catch((error) => error)) instanceof WhylightError);
      answer.dispose();
      await model.dispose();`;
    // A package finds itself by its name from inside its own folder only.
    const root = fileURLToPath(new URL('../..', import.meta.url));
    const { code, stdout, stderr } = await runNode(root, '--input-type=module', '-e', script);
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: '5 1\nfunction true\n', stderr: '' });
  });
});
