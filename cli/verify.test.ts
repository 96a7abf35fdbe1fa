import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { huggingFaceFiles } from '../models/hub/testing/published';
import type { ExplanationDocument } from '../src/engine/document';
import { SAMPLES } from '../src/scene';
import { explain, loadModel } from './library';
import { runHere } from './testing/run';

/** An explanation of a CLIP without vocabulary is computed again with the candidates that it was made with. */
let dir = '';
const at = (name: string) => path.join(dir, name);

beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'whylight-verify-'));
  await mkdir(at('clip'));
  for (const [name, bytes] of Object.entries(huggingFaceFiles({ seed: 62 })))
    await writeFile(at(`clip/${name}`), bytes);
  await writeFile(at('scene.json'), JSON.stringify(SAMPLES[0]!.scene));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

const explained = async (...options: string[]): Promise<ExplanationDocument> => {
  const common = ['--model', at('clip'), '--scene', at('scene.json'), '--json'];
  const { code, stdout, stderr } = await runHere('explain', ...common, ...options);
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout) as ExplanationDocument;
};

const verified = async (document: ExplanationDocument) => {
  await writeFile(at('explanation.json'), JSON.stringify(document));
  return runHere(
    ...['explain', '--verify', at('explanation.json')],
    ...['--model', at('clip'), '--scene', at('scene.json')],
  );
};

it('with candidates that were given, and a rival among them', async () => {
  const document = await explained(
    ...['--question', 'what is this?', '--candidates', 'a bus,a boat,a cat'],
    ...['--answer', 'a boat', '--versus', 'a bus'],
  );
  expect(document.choices).toEqual(['a bus', 'a boat', 'a cat']);
  expect(await verified(document)).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^Reproduced/) as string,
  });
  // Without them it is another question: the usual candidates of "what is this?" know no boat.
  const { choices: _, ...without } = document;
  expect((await verified(without)).code).toBe(2);
});

it('with those that the question gives', async () => {
  const document = await explained('--question', 'what colour is the cat?');
  expect(document).not.toHaveProperty('choices');
  expect((await verified(document)).stdout).toMatch(/^Reproduced/);
});

it('as a caption, whatever its wording', async () => {
  const model = await loadModel(at('clip'));
  try {
    const request = { scene: SAMPLES[0]!.scene, question: 'is there a dog?', candidates: 'caption' } as const;
    const document = await explain(model, request);
    expect(document.choices).toBe('caption');
    expect(document.answers.map(({ text }) => text)).toContain('is there a dog?');
    expect((await verified(document)).stdout).toMatch(/^Reproduced/);
  } finally {
    await model.dispose();
  }
});
