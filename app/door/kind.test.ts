import { describe, expect, it } from 'vitest';
import { MAX_TEXT, MOST_FILES, whatCame } from './kind';

type Part = string | readonly number[];

const bytesOf = (...parts: readonly Part[]): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(
    parts.flatMap((part) => (typeof part === 'string' ? [...part].map((c) => c.charCodeAt(0)) : [...part])),
  );

const file = (name: string, ...parts: readonly Part[]) => new File([bytesOf(...parts)], name);

const png = (name = 'cat.png') => file(name, [0x89], 'PNG\r\n', [0x1a], '\n', [0, 0, 0, 13], 'IHDR');
const HEADER = '{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}';
const safetensors = (name = 'model.safetensors') =>
  file(name, [HEADER.length, 0, 0, 0, 0, 0, 0, 0], HEADER, [0, 0, 128, 63]);
const onnx = (name = 'model.onnx') => file(name, [0x08, 8, 0x12, 7], 'pytorch', [0x3a, 2, 0, 0]);
const config = () => file('config.json', '{"model_type": "clip"}');
const tokenizer = () => file('tokenizer.json', '{"version": "1.0", "model": {}}');
const explanation = (name = 'why.json') =>
  file(name, JSON.stringify({ schema: 2, methods: [{ id: 'equal' }] }));

const kindOf = async (...files: File[]) => (await whatCame(files)).kind;

async function sentenceOf(...files: File[]): Promise<string> {
  const came = await whatCame(files);
  if (came.kind !== 'unknown') throw new Error(`came as ${came.kind}`);
  return came.sentence;
}

describe('one thing', () => {
  it.each([
    ['PNG', png()],
    ['JPEG', file('a.jpg', [0xff, 0xd8, 0xff, 0xe0])],
    ['WebP', file('a.webp', 'RIFF', [4, 0, 0, 0], 'WEBP')],
    ['HEIC', file('a.heic', [0, 0, 0, 28], 'ftypheic')],
    [
      'BMP',
      file('a.bmp', 'BM', [90, 0, 0, 0, 0, 0, 0, 0, 54, 0, 0, 0, 40, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 1, 0]),
    ],
  ])('a picture: %s', async (_, picture) => {
    expect(await whatCame([picture])).toEqual({ kind: 'picture', file: picture, left: 0 });
  });

  it('a pasted picture, which has no name', async () => {
    expect((await whatCame([new Blob([await png().arrayBuffer()])])).kind).toBe('picture');
  });

  it('a text, whatever it is called', async () => {
    const came = await whatCame([new File(['Ich weiß nicht, was soll es bedeuten'], 'poem')]);
    expect(came).toEqual({ kind: 'text', text: 'Ich weiß nicht, was soll es bedeuten', left: 0 });
  });

  it('a text in UTF-16, without its mark', async () => {
    expect(await whatCame([file('note.txt', [0xff, 0xfe, 0x68, 0, 0xe9, 0])])).toMatchObject({ text: 'hé' });
  });

  it('a text whose first 4,096 bytes end within a character', async () => {
    const text = `a${'é'.repeat(3000)}`;
    expect(await whatCame([new File([text], 'long.txt')])).toMatchObject({ kind: 'text', text });
  });

  it('a text that begins like a bitmap', async () => {
    expect(await kindOf(file('cars.txt', 'BMW makes cars, and this sentence is long enough.'))).toBe('text');
  });

  it('an explanation of any version, whatever it is called', async () => {
    expect(await kindOf(explanation())).toBe('explanation');
    expect(await kindOf(explanation('config.json'))).toBe('explanation');
    expect(await kindOf(file('old.json', '{"schema":1,"methods":[]}'))).toBe('explanation');
    expect(await kindOf(file('new.json', '{"schema":99,"methods":[]}'))).toBe('explanation');
  });

  it('weights by their contents, whatever they are called', async () => {
    expect(await kindOf(safetensors('weights'))).toBe('model');
    expect(await kindOf(onnx('encoder_int8.ONNX'))).toBe('model');
  });
});

describe('a model', () => {
  it('takes what is its own and leaves the rest', async () => {
    const its = [safetensors(), config(), tokenizer(), file('merges.txt', 'a b')];
    const others = [file('README.md', '# Hello'), png('banner.png'), file('.gitattributes', '*.bin lfs')];
    expect(await whatCame([...others, ...its])).toEqual({
      kind: 'model',
      files: its,
      hasWeights: true,
      left: 3,
    });
  });

  it('keeps the weights that lie beside an ONNX file, though they look like a text', async () => {
    const files = [onnx(), file('model.onnx_data', 'AAAA'), file('decoder.onnx_data_1', 'BBBB')];
    expect(await whatCame(files)).toMatchObject({ files, hasWeights: true });
  });

  it('may be a piece that completes another', async () => {
    const piece = file('preprocessor_config.json', '{"image_mean": [0.5, 0.5, 0.5]}');
    expect(await whatCame([piece])).toEqual({ kind: 'model', files: [piece], hasWeights: false, left: 0 });
  });

  it('has a manifest, whose schema is no explanation’s', async () => {
    expect(await whatCame([file('manifest.json', '{"schema":1,"files":[]}')])).toMatchObject({
      kind: 'model',
    });
  });

  it('of gigabytes is read at its beginning only', async () => {
    const large = safetensors();
    const read: number[] = [];
    const slice = large.slice.bind(large);
    Object.assign(large, {
      arrayBuffer: () => Promise.reject(new Error('the whole file was read')),
      text: () => Promise.reject(new Error('the whole file was read')),
      slice: (from: number, to: number) => {
        read.push(to - from);
        return slice(from, to);
      },
    });
    expect(await kindOf(large)).toBe('model');
    expect(read).toEqual([4096]);
  });
});

describe('several things', () => {
  it('a model goes before an explanation, that before a picture, that before a text', async () => {
    const text = file('note.txt', 'hello');
    expect(await kindOf(text, png(), explanation(), onnx())).toBe('model');
    expect(await kindOf(text, png(), explanation())).toBe('explanation');
    expect(await kindOf(text, png(), config())).toBe('picture');
    expect(await kindOf(text, file('a.zip', 'PK', [3, 4, 20, 0]))).toBe('text');
  });

  it('says how many were not taken', async () => {
    const first = png('first.png');
    expect(await whatCame([first, png('second.png'), png('third.png')])).toMatchObject({
      file: first,
      left: 2,
    });
  });
});

describe('what is not known', () => {
  it.each([
    ['a ZIP archive', file('model.zip', 'PK', [3, 4, 20, 0])],
    ['a PyTorch checkpoint', file('pytorch_model.bin', 'PK', [3, 4, 0, 0])],
    ['a PyTorch checkpoint', file('old.pth', [0x80, 2, 0x8a, 10])],
    ['a GGUF model', file('llama.gguf', 'GGUF', [3, 0, 0, 0])],
    ['a film', file('a.mp4', [0, 0, 0, 28], 'ftypisom', [0, 0])],
    ['a sound', file('a.wav', 'RIFF', [4, 0, 0, 0], 'WAVE')],
    ['an SVG drawing', file('a.svg', '<?xml version="1.0"?>\n<svg xmlns="x"/>')],
    ['a web page', file('model.onnx', '<!DOCTYPE html><title>404</title>')],
    [
      'a pointer of Git LFS',
      file('model.safetensors', 'version https://git-lfs.github.com/spec/v1\noid sha256:0'),
    ],
    [
      'a model file that is damaged',
      file('model.safetensors', [255, 255, 255, 255, 255, 255, 255, 255, 0, 1]),
    ],
    ['JSON, but is neither', file('list.json', '[1, 2, 3]')],
    ['JSON that is damaged', file('config.json', '{"model_type": ')],
    ['the weights that an ONNX file keeps', file('model.onnx_data', [0, 0, 128, 63])],
    ['nothing that this page knows', file('a.xyz', [0, 1, 2, 3])],
  ])('looks like %s', async (what, given) => {
    const sentence = await sentenceOf(given);
    expect(sentence).toContain(`“${given.name}” looks like ${what}`);
    expect(sentence).toMatch(/\.$/);
  });

  it('an empty list and an empty file', async () => {
    expect(await sentenceOf()).toMatch(/^No file was in it\./);
    expect(await sentenceOf(file('cat.png'))).toMatch(/^“cat.png” is empty \(0 bytes\)\./);
  });

  it('more files than anybody means', async () => {
    const many = Array.from({ length: MOST_FILES + 1 }, () => png());
    expect(await sentenceOf(...many)).toMatch(/^401 files came at once\./);
    expect(await kindOf(...many.slice(1))).toBe('picture');
  });

  it('a text that fits no model, and one that turns out to be none', async () => {
    expect(await sentenceOf(file('log.txt', 'a'.repeat(MAX_TEXT + 1)))).toContain('a text of 400 kB');
    expect(await sentenceOf(file('half.txt', 'a'.repeat(5000), [0xff, 0]))).toContain('damaged further on');
  });

  it('a JSON file longer than any explanation, but a long tokenizer', async () => {
    const long = `{"a":"${'a'.repeat(8_000_001)}"}`;
    expect(await sentenceOf(new File([long], 'long.json'))).toContain('JSON, but is neither');
    expect((await whatCame([new File([long], 'tokenizer.json')])).kind).toBe('model');
  });

  it('a folder that came as a file', async () => {
    const folder = file('folder');
    Object.assign(folder, {
      slice: () => ({ arrayBuffer: () => Promise.reject(new DOMException('', 'NotFoundError')) }),
    });
    expect(await sentenceOf(folder)).toContain('Choose a folder');
  });

  it('passes on errors that are its own', async () => {
    const odd = file('odd');
    Object.assign(odd, { slice: () => ({ arrayBuffer: () => Promise.reject(new RangeError('mine')) }) });
    await expect(whatCame([odd])).rejects.toThrow('mine');
  });
});

describe('hostile names', () => {
  it.each([
    '__proto__',
    'constructor',
    '../../config.json/',
    'config.json\0.png',
    'CON',
    ' ',
    '.',
    'x'.repeat(70_000),
  ])('are no reason to take bytes for anything: %j', async (name) => {
    expect(await kindOf(file(name, [0, 1, 2, 3]))).toBe('unknown');
    expect(await kindOf(png(name))).toBe('picture');
  });

  it('are the last piece of a path only', async () => {
    expect(await kindOf(file('..\\..\\evil\\Config.JSON', '{}'))).toBe('model');
    expect(await kindOf(file('config.json/cat', '{}'))).toBe('unknown');
  });

  it('are said on one line, short, and without marks that turn the direction', async () => {
    const sentence = await sentenceOf(file(`cat\u202egnp.exe\n${'x'.repeat(500)}`, [0, 1]));
    expect(sentence).toMatch(/^“catgnp\.exe x{3,60}…” looks like/);
    expect(await sentenceOf(file('\u202e\n', [0, 1]))).toMatch(/^What came looks like/);
  });
});
