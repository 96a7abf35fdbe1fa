import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runHere } from '../../cli/testing/run';
import { toyClip } from '../../models/fixtures/clip';
import { toyClipmapper } from '../../models/fixtures/clipmapper';
import type { EvaluationDocument } from '../../src/evaluate/report';
import type { SanityDocument } from '../../src/evaluate/sanity/report';
import { writeModelFolder } from '../library/folder';
import { duration } from '../terminal';

let dir = '';
const at = (name: string) => path.join(dir, name);

beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'whylight-evaluate-'));
  await writeModelFolder(at('toy'), await toyClipmapper({ seed: 7 }));
  await writeModelFolder(at('zero-shot'), await toyClip({ seed: 7, maxTokens: 40 }));
  const image = sharp({ create: { width: 40, height: 30, channels: 3, background: '#336699' } });
  await image.png().toFile(at('COCO_000000000042.png'));
  const questions = [1, 2, 3].map((id) => ({ question_id: id, image_id: 42, question: `is it ${id}?` }));
  const annotations = [1, 2, 3].map((id) => ({ question_id: id, multiple_choice_answer: 'yes' }));
  await writeFile(at('v2_questions.json'), JSON.stringify({ questions }));
  await writeFile(at('v2_annotations.json'), JSON.stringify({ annotations }));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

const evaluate = (...args: string[]) => runHere('evaluate', '--model', at('toy'), ...args);

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
  }, 60_000);

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

describe('whylight evaluate with a zero-shot model', () => {
  const measured = async <T>(...args: string[]) => {
    const { code, stdout, stderr } = await runHere(
      ...['evaluate', '--model', at('zero-shot'), '--json', '--threads', '1', ...args],
    );
    expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
    return JSON.parse(stdout) as T;
  };

  it("gives accuracy over the questions' own candidates, and retrieval by its embeddings", async () => {
    const { accuracy, n, methods } = await measured<EvaluationDocument>(
      '--dataset',
      'scenes:test',
      '--n',
      '6',
    );
    expect(n).toBe(6);
    expect(methods).toBeUndefined();
    expect(accuracy.overall).toBeGreaterThanOrEqual(0);
    expect(accuracy.retrieval).toMatchObject({ among: 64 });
  });

  it('tests every method that serves it, Grad-ECLIP too', async () => {
    const args = ['--dataset', 'scenes:test', '--n', '6', '--methods', 'attention', '--permutations', '2'];
    const { methods = {} } = await measured<EvaluationDocument>(...args, '--out', at('clip'));
    expect(Object.keys(methods)).toEqual(expect.arrayContaining(['equal', 'weighted-norm', 'grad-eclip']));
    expect(Object.keys(methods)).not.toContain('occlusion');
    for (const { image, text, groundTruth } of Object.values(methods)) {
      for (const area of [image.positive, image.negative, text.positive, text.negative]) {
        expect(area.auc).toBeGreaterThanOrEqual(0);
        expect(area.probability.auc).toBeGreaterThan(0);
        expect(area.probability.auc).toBeLessThan(1);
      }
      expect(groundTruth!.mass).toBeGreaterThan(0);
    }
    const merged = await runHere('evaluate', 'merge', at('clip/records.jsonl'), '--json');
    expect(JSON.parse(merged.stdout)).toMatchObject({ methods });
  }, 60_000);

  it('answers on folders', async () => {
    const { accuracy, n } = await measured<EvaluationDocument>('--dataset', dir, '--methods', 'equal');
    expect(n).toBe(3);
    expect([0, 1 / 3, 2 / 3, 1]).toContain(accuracy.overall);
  });

  it('randomises it from its projections down to its embeddings', async () => {
    const args = ['--dataset', 'scenes:test', '--n', '4', '--sanity', '--methods', 'equal,grad-eclip'];
    const { randomisation, questionSwap } = await measured<SanityDocument>(...args);
    expect(randomisation.stages).toEqual(['projections', 'towers −1', 'towers −2', 'embeddings']);
    expect(Object.keys(randomisation.methods)).toEqual(['equal', 'grad-eclip']);
    expect(questionSwap.pairs).toBe(2);
  }, 60_000);
});

it('tells durations', () => {
  expect([5, 95, 7300].map(duration)).toEqual(['5 s', '1 min 35 s', '2 h 1 min']);
});
