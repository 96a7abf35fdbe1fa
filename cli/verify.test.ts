import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toyClipmapper } from '../models/fixtures/clipmapper';
import { load, readImage } from '../node/library/library';
import { EMPTY_LINK, resultOf, writeLink, type ExplanationDocument } from '../src/ask';
import { writeSource } from '../src/ask/source';
import { preprocess } from '../src/image/preprocess';
import { SAMPLES } from '../src/scene';
import { writeModelFolder } from '../node/library/folder';
import { runHere } from './testing/run';

const QUESTION = 'is the cat there?';
const SCENE = SAMPLES[0]!.scene;

let dir = '';
const at = (name: string) => path.join(dir, name);
const model = () => ['--model', at('toy')];
const explained = async (...more: string[]): Promise<ExplanationDocument> => {
  const { stdout } = await runHere('explain', ...model(), ...more, '--question', QUESTION, '--json');
  return JSON.parse(stdout) as ExplanationDocument;
};
const verify = (claim: string, ...more: string[]) =>
  runHere('explain', '--verify', claim, ...model(), ...more);

let ofImage: ExplanationDocument;
let ofScene: ExplanationDocument;
beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'whylight-verify-'));
  await writeModelFolder(at('toy'), await toyClipmapper({ seed: 83 }));
  const pixels = Buffer.from(Array.from({ length: 60 * 40 * 3 }, (_, i) => (i * 41) % 256));
  await sharp(pixels, { raw: { width: 60, height: 40, channels: 3 } })
    .png()
    .toFile(at('image.png'));
  await writeFile(at('scene.json'), JSON.stringify(SCENE));
  ofImage = await explained('--image', at('image.png'));
  ofScene = await explained('--scene', at('scene.json'));
  await writeFile(at('image-claim.json'), JSON.stringify(ofImage));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

/** A link to the scene's explanation. */
const link = (document: ExplanationDocument) =>
  `https://host/#${writeLink({
    ...EMPTY_LINK,
    model: document.model.id,
    digest: document.model.sha256.slice(0, 12),
    image: { kind: 'scene', scene: SCENE },
    asked: { ...EMPTY_LINK.asked, question: document.question },
    result: resultOf(document, 'webgpu', 32),
  })}`;

function changed(document: ExplanationDocument): ExplanationDocument {
  const copy = structuredClone(document) as unknown as { methods: { image: { values: number[] } }[] };
  copy.methods[0]!.image.values[2]! += 0.3;
  return copy as unknown as ExplanationDocument;
}

describe('whylight explain --verify', () => {
  it('reproduces a file whose picture is named beside it', async () => {
    const outcome = await verify(at('image-claim.json'), '--image', at('image.png'));
    expect(outcome).toMatchObject({ code: 0, stderr: '' });
    expect(outcome.stdout).toMatch(/^Reproduced: largest difference 0\u202f% of the relevance\.\n$/);
  });

  it('reproduces a link, given as it is or in a file, and names both backends', async () => {
    await writeFile(at('link.txt'), `${link(ofScene)}\n`);
    for (const claim of [link(ofScene), at('link.txt')])
      expect((await verify(claim)).stdout).toMatch(/^Reproduced on the CPU \(made on WebGPU\): largest /);
  });

  it.each<[string, number, number, number]>([
    ['of another shape than the model’s', 60, 40, 255],
    ['of the model’s size', 32, 32, 255],
    ['that can be seen through', 60, 40, 100],
    ['of the model’s size that can be seen through', 32, 32, 100],
  ])('reproduces a file that holds what the model saw of a picture %s', async (_, width, height, alpha) => {
    const rgba = Buffer.from(
      Array.from({ length: width * height * 4 }, (_, i) => (i % 4 === 3 ? alpha : (i * 41) % 256)),
    );
    await sharp(rgba, { raw: { width, height, channels: 4 } })
      .png()
      .toFile(at('photograph.png'));
    const document = await explained('--image', at('photograph.png'));
    const toy = await load(at('toy'));
    const seen = preprocess(await readImage(at('photograph.png')), toy.facts.preprocessing);
    await toy.dispose();
    const exported = { ...document, source: writeSource(seen) };
    await writeFile(at('photograph.json'), JSON.stringify(exported));
    expect((await verify(at('photograph.json'))).stdout).toMatch(/^Reproduced: /);
    // With the original at hand, its own digest counts.
    const original = await verify(at('photograph.json'), '--image', at('photograph.png'));
    expect(original.stdout).toMatch(/^Reproduced: /);
    const other = await verify(at('photograph.json'), '--image', at('image.png'));
    expect(other.stderr).toMatch(/The pixels of the picture are not the same/);
    await writeFile(at('photograph.json'), JSON.stringify(changed(exported)));
    expect((await verify(at('photograph.json'))).stderr).toMatch(/Not reproduced\. The map of /);
  });

  it('reproduces a file of version 1, and one whose methods start at several layers', async () => {
    const { words: _words, streams: _streams, reading: _reading, ...old } = ofScene;
    const source = { kind: 'scene', scene: SCENE };
    await writeFile(at('old.json'), JSON.stringify({ ...old, schema: 1, source }));
    expect((await verify(at('old.json'))).stdout).toMatch(/^Reproduced: largest difference 0\u202f%/);
    const later = await explained('--scene', at('scene.json'), '--start-layer', '1', '--methods', 'rollout');
    const methods = [...ofScene.methods, ...later.methods];
    await writeFile(at('layers.json'), JSON.stringify({ ...ofScene, methods, source }));
    expect((await verify(at('layers.json'))).stdout).toMatch(/^Reproduced: /);
  });

  it('prints the verdict as one JSON document on demand', async () => {
    const { stdout } = await verify(link(ofScene), '--json');
    expect(JSON.parse(stdout)).toMatchObject({ schema: 1, reproduced: true, differences: [] });
  });

  it.each<[string, () => Promise<string[]>, RegExp]>([
    [
      'a map that was changed',
      async () => {
        await writeFile(at('changed.json'), JSON.stringify(changed(ofImage)));
        return [at('changed.json'), '--image', at('image.png')];
      },
      /Not reproduced\. The map of .* most at row 1, column 3\..* changed after it was computed/,
    ],
    [
      'a link whose map was changed',
      async () => [link(changed(ofScene))],
      /Not reproduced\..*computed on WebGPU and checked on the CPU.*may have been changed/,
    ],
    [
      'another picture',
      async () => [at('image-claim.json'), '--scene', at('scene.json')],
      /The pixels of the picture are not the same/,
    ],
    ['a picture that is missing', async () => [at('image-claim.json')], /does not hold its picture: name it/],
    [
      'a link with a question only',
      async () => [`#${writeLink({ ...EMPTY_LINK, asked: { ...EMPTY_LINK.asked, question: QUESTION } })}`],
      /no explanation that could be verified/,
    ],
    ['a damaged link', async () => ['#w1.@@@'], /This link is damaged/],
    ['a link of a newer version', async () => ['#w9.AAAA'], /newer Whylight/],
    ['a file that is none', async () => [at('nowhere.json')], /no file ".*nowhere\.json"/],
  ])('ends with exit code 2 and one line for %s', async (_, args, said) => {
    const [claim, ...more] = await args();
    const { code, stdout, stderr } = await verify(claim!, ...more);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(said);
    expect(stderr).toMatch(/^whylight: [^\n]*\n$/);
  });
});

describe('whylight report', () => {
  it('renders a folder into one page, and names what it leaves out', async () => {
    await mkdir(at('folder'));
    await writeFile(at('folder/a.json'), JSON.stringify(ofImage));
    await writeFile(
      at('folder/b.json'),
      JSON.stringify({ ...ofScene, question: '<script>alert(1)</script>' }),
    );
    await writeFile(at('folder/c.json'), '{"schema": 1}');
    const { code, stdout, stderr } = await runHere('report', at('folder'), '--out', at('page.html'));
    expect({ code, stdout }).toEqual({ code: 0, stdout: `${at('page.html')}: 2 explanations\n` });
    expect(stderr).toMatch(/^whylight: .*"c\.json" is no explanation.* It is left out\.\n$/);
    const page = await readFile(at('page.html'), 'utf8');
    expect(page.match(/<img /g)).toHaveLength(2);
    expect(page).toContain('&lt;script&gt;');
    expect(page).not.toMatch(/<script/);
  });

  it.each<[string, () => string, RegExp]>([
    ['no folder', () => at('nowhere'), /There is no folder ".*nowhere"/],
    ['a folder without explanations', () => at('toy'), /There is no explanation in ".*toy"/],
  ])('of %s ends with exit code 2 and a sentence', async (_, folder, said) => {
    const { code, stdout, stderr } = await runHere('report', folder());
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(said);
  });
});
