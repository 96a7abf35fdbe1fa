import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as ort from 'onnxruntime-node';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toyClipmapper } from '../../models/fixtures/clipmapper';
import { createEngine, type ClipmapperEngine } from '../../src/engine/engine';
import { toyFolder } from '../../src/engine/testing/toy';
import { loadAtlas } from '../library/atlas';
import { writeModelFolder } from '../library/folder';
import { runHere } from '../../cli/testing/run';
import { accuracyReport } from '../../src/evaluate/accuracy';
import { answerAll, batchesBy, seePictures } from '../../src/evaluate/answering';
import { Forward } from './forward';
import { duration } from './progress';
import { firstPlaceShare } from '../../src/evaluate/retrieval';
import { justification, sceneDataset } from '../../src/evaluate/scenes';
import { vqaCredit } from './vqa';

let dir = '';
let engine: ClipmapperEngine;
let forward: Forward;
const at = (name: string) => path.join(dir, name);

beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'whylight-evaluate-'));
  await writeModelFolder(at('toy'), await toyClipmapper({ seed: 7 }));
  engine = await createEngine(ort, await toyFolder({ seed: 7 }), {
    provider: 'cpu',
    threads: 1,
  });
  forward = await Forward.create(engine.model);
  const image = sharp({ create: { width: 40, height: 30, channels: 3, background: '#336699' } });
  await image.png().toFile(at('COCO_000000000042.png'));
  const questions = [1, 2, 3].map((id) => ({ question_id: id, image_id: 42, question: `is it ${id}?` }));
  const annotations = [1, 2, 3].map((id) => ({ question_id: id, multiple_choice_answer: 'yes' }));
  await writeFile(at('v2_questions.json'), JSON.stringify({ questions }));
  await writeFile(at('v2_annotations.json'), JSON.stringify({ annotations }));
});
afterAll(async () => {
  await forward.dispose();
  await engine.dispose();
  await rm(dir, { recursive: true, force: true });
});

const evaluate = (...args: string[]) => runHere('evaluate', '--model', at('toy'), ...args);

describe('answers in batches', () => {
  it('are those that the engine gives one by one', async () => {
    const atlas = await loadAtlas();
    const dataset = sceneDataset({ split: 'test', n: 7, perScene: 4, seed: 3 }, atlas);
    const seen = await seePictures(engine.model, forward, dataset.pictures);
    const answers = await answerAll(engine.model, forward, seen);
    expect(answers.flat()).toHaveLength(7);
    for (const [n, { picture, drawn }] of seen.entries()) {
      const image = await engine.encodeImage(drawn.pixels);
      for (const [i, { question }] of picture.items.entries()) {
        const answered = await engine.answer(image, question);
        expect(answers[n]![i]).toBe(answered.answers[0]!.text);
      }
    }
  });

  it('group by key, the largest first, and keep the order within', () => {
    expect(batchesBy([3, 13, 1, 23, 11, 33], (x) => x % 10, 2)).toEqual([
      [3, 13],
      [23, 33],
      [1, 11],
    ]);
  });
});

describe('accuracy', () => {
  it('is the mean credit, overall and by family', () => {
    const answer = { id: '', answer: '', truth: '' };
    const records = [
      { ...answer, picture: 'a', family: 'where', credit: 1 },
      { ...answer, picture: 'a', family: 'colour', credit: 0 },
      { ...answer, picture: 'b', family: 'colour', credit: 1 },
      { ...answer, picture: 'c', family: 'colour', credit: 0.3 },
    ];
    const report = accuracyReport(records, { majority: 0, questionOnly: 0 }, 1);
    expect(report.overall).toBeCloseTo(0.575, 12);
    expect(report.families.colour).toMatchObject({ n: 3 });
    expect(report.families.colour!.accuracy).toBeCloseTo(1.3 / 3, 12);
    expect(report.families.where).toEqual({ n: 1, accuracy: 1, interval: [1, 1] });
  });

  it('credits VQA answers as the mean over leaving each person out', () => {
    const people = (yes: number, no: number) => ({
      answer: 'yes',
      people: [...Array<string>(yes).fill('yes'), ...Array<string>(no).fill('no')],
    });
    // 2 of 10 said it: without one of them 1/3, without another 2/3: (2·1/3 + 8·2/3)/10 = 0.6.
    expect(vqaCredit('no', people(8, 2))).toBeCloseTo(0.6, 12);
    expect(vqaCredit('yes', people(8, 2))).toBe(1);
    expect(vqaCredit('maybe', people(8, 2))).toBe(0);
    expect(vqaCredit('yes', { answer: 'yes' })).toBe(1);
  });

  it('shares the first place among captions that tie', () => {
    expect(firstPlaceShare([3, 1, 2])).toBe(1);
    expect(firstPlaceShare([3, 3, 2, 3])).toBeCloseTo(1 / 3, 12);
    expect(firstPlaceShare([2, 3])).toBe(0);
  });
});

describe('patches that justify an answer', () => {
  const coverage = [Float32Array.of(0.5, 0, 0), Float32Array.of(0.25, 1, 0)];
  it('are those of the objects, each once', () => {
    expect(justification({ family: 'relation', objects: [0, 1, 1] }, coverage, 3)).toEqual(
      Float32Array.of(0.75, 1, 0),
    );
    expect(justification({ family: 'existence', objects: [] }, coverage, 3)).toBeNull();
  });
  it('are what no object covers when the background is asked for', () => {
    expect(justification({ family: 'background', objects: [] }, coverage, 3)).toEqual(
      Float32Array.of(0.25, 0, 1),
    );
    expect(justification({ family: 'background', objects: [] }, [], 2)).toEqual(Float32Array.of(1, 1));
  });
});

describe('whylight evaluate', () => {
  it('prints accuracy, baselines and retrieval of scenes as one JSON document', async () => {
    const args = ['--dataset', 'scenes:val', '--n', '12', '--per-picture', '4', '--seed', '2', '--json'];
    const { code, stdout } = await evaluate(...args);
    expect(code).toBe(0);
    const document = JSON.parse(stdout) as Record<string, unknown> & {
      accuracy: { families: Record<string, { n: number; accuracy: number }>; overall: number };
    };
    expect(document).toMatchObject({ schema: 1, dataset: 'scenes:val', n: 12, pictures: 3, seed: 2 });
    expect(document.accuracy).toMatchObject({
      baselines: { majority: expect.any(Number) as number, questionOnly: expect.any(Number) as number },
      retrieval: { n: 3, among: 64 },
    });
    const families = Object.values(document.accuracy.families);
    expect(families.reduce((sum, { n }) => sum + n, 0)).toBe(12);
    expect(families.reduce((sum, { n, accuracy }) => sum + n * accuracy, 0) / 12).toBeCloseTo(
      document.accuracy.overall,
      12,
    );
  }, 30_000);

  it("reads a folder in VQAv2's format, goes on after a stop, and merges shards", async () => {
    const whole = JSON.parse((await evaluate('--dataset', dir, '--json', '--out', at('whole'))).stdout) as {
      accuracy: unknown;
      n: number;
    };
    expect(whole.n).toBe(3);
    const file = at('whole/records.jsonl');
    const lines = (await readFile(file, 'utf8')).trim().split('\n');
    expect(lines).toHaveLength(2);
    await writeFile(file, `${lines[0]!}\n{"half`);
    const again = JSON.parse(
      (await evaluate('--dataset', dir, '--json', '--out', at('whole'))).stdout,
    ) as object;
    expect(again).toMatchObject({ accuracy: whole.accuracy });
    const merged = await runHere('evaluate', 'merge', file, '--json');
    expect(merged.code).toBe(0);
    expect(JSON.parse(merged.stdout)).toMatchObject({ accuracy: whole.accuracy });
    await runHere('evaluate', 'merge', file, '--out', at('merged'));
    expect(await readFile(at('merged/records.jsonl'), 'utf8')).toBe(await readFile(file, 'utf8'));
  });

  it.each([
    [['--dataset', 'scenes:train2'], /no set of scenes "train2"; choose from scenes:train/],
    [['--dataset', '/no/such'], /no dataset "\/no\/such"/],
    [[], /required|No dataset/],
  ])('refuses %j', async (args, message) => {
    const { code, stdout, stderr } = await evaluate(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(message);
  });

  it('refuses more questions than there are, a missing annotation, and a run with other settings', async () => {
    expect((await evaluate('--dataset', dir, '--n', '4')).stderr).toMatch(/asks for 4 questions.* has 3/);
    const other = await evaluate('--dataset', dir, '--out', at('whole'), '--seed', '5', '--n', '2');
    expect(other.code).toBe(2);
    expect(other.stderr).toMatch(/other settings \(n 3 instead of 2; seed 0 instead of 5\)/);
    const annotations = at('v2_annotations.json');
    const kept = await readFile(annotations, 'utf8');
    await writeFile(annotations, JSON.stringify({ annotations: [] }));
    expect((await evaluate('--dataset', dir)).stderr).toMatch(
      /No JSON file in .* has a list "annotations" with entries/,
    );
    await rm(annotations);
    expect((await evaluate('--dataset', dir)).stderr).toMatch(/has a list "annotations"/);
    await writeFile(annotations, kept);
  });
});

it('tells durations', () => {
  expect([5, 95, 7300].map(duration)).toEqual(['5 s', '1 min 35 s', '2 h 1 min']);
});
