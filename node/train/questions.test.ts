import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readerOf, toyClipmapper } from '../../models/fixtures/clipmapper';
import { loadModelFolder } from '../../models/hub/folder';
import { shapeOf } from '../../models/hub/memory';
import { readTensorF32 } from '../../src/weights/values';
import { writeSafetensors } from '../../src/weights/safetensors-write';
import { clipTensors } from '../../models/clip/tensors';
import { NO_DROPOUT } from '../../src/train/dropout';
import { writeModelFolder } from '../library/folder';
import { load } from '../library/library';
import { decodeImageFile } from '../library/image';
import { PRESETS } from './presets';
import { train, type TrainRequest } from './run';
import { colourFolder, type ColourFolder } from './testing/colours';

let data: ColourFolder;
let work = '';
beforeAll(async () => {
  data = await colourFolder();
  work = await mkdtemp(path.join(tmpdir(), 'whylight-out-'));
});
afterAll(async () => {
  await rm(data.dir, { recursive: true });
  await rm(work, { recursive: true });
});

const request = (out: string, steps: number, more: Partial<TrainRequest> = {}): TrainRequest => ({
  dataset: data.dir,
  out: path.join(work, out),
  preset: 'tiny',
  // Every question in every step: with fewer, such small data lead to a long plateau before left and right are told apart.
  plans: { mapper: { ...PRESETS.tiny.stages.mapper, steps, images: 16, questions: 3 } },
  dropout: NO_DROPOUT,
  seed: 1,
  validation: 0,
  answers: 1000,
  checkpointEvery: 1000,
  threads: 1,
  command: 'whylight train',
  report: () => undefined,
  ...more,
});

/** Losses by step, the last run of each. */
async function losses(out: string): Promise<number[]> {
  const lines = (await readFile(path.join(work, out, 'training/log.jsonl'), 'utf8')).trim().split('\n');
  const found: number[] = [];
  for (const line of lines) {
    const { step, losses } = JSON.parse(line) as { step: number; losses: { loss: number } };
    found[step] = losses.loss;
  }
  return found;
}

/** Aborts after some progress lines or steps. */
const stopAfter = (steps: number, out: string): AbortSignal => {
  const controller = new AbortController();
  const timer = setInterval(() => {
    void losses(out).then(
      (found) => found.length >= steps && controller.abort(),
      () => undefined,
    );
  }, 1);
  controller.signal.addEventListener('abort', () => clearInterval(timer));
  return controller.signal;
};

const answersOf = async (folder: string, questions: ColourFolder) => {
  const model = await load(folder);
  try {
    let right = 0;
    for (const [i, { image_id, question }] of questions.questions.entries()) {
      const answered = await model.ask(await decodeImageFile(questions.image(image_id)), question);
      right += Number(answered.answers[0]!.text === questions.annotations[i]!.multiple_choice_answer);
      answered.dispose();
    }
    return right / questions.questions.length;
  } finally {
    await model.dispose();
  }
};

describe("training on a folder in VQAv2's format", () => {
  it('learns it, and the folder it writes answers as it was taught', async () => {
    const report = await train(request('learned', 250));
    expect(report!.training).toMatchObject({ seed: 1, data: { answers: 6, trainingImages: 16 } });
    expect(report!.training).toMatchObject({
      stages: { mapper: { steps: 250, imagesSeen: 4000, questionsSeen: 12000 } },
    });
    expect(await answersOf(path.join(work, 'learned'), data)).toBeGreaterThan(0.9);
  });

  it('goes on from a checkpoint to the same losses and the same weights, to the bit', async () => {
    const dropout = { patchSteps: 0.5, minimumKept: 0.4, backgroundSteps: 0, questions: 0.5, words: 0.3 };
    await train(request('whole', 6, { dropout }));
    await train(request('halves', 6, { dropout, checkpointEvery: 3 }));
    expect(await losses('halves')).toEqual(await losses('whole'));
    // The same training stopped by an interrupt on the way, and taken up again.
    const stopped = await train(request('stopped', 60, { dropout, signal: stopAfter(3, 'stopped') }));
    expect(stopped).toBeUndefined();
    expect((await losses('stopped')).length).toBeLessThan(60);
    await train(request('stopped', 60, { dropout }));
    await train(request('straight', 60, { dropout }));
    expect(await losses('stopped')).toEqual(await losses('straight'));
    const weights = (out: string) => readFile(path.join(work, out, 'model.safetensors'));
    expect((await weights('stopped')).equals(await weights('straight'))).toBe(true);
  });

  it('refuses to go on with other settings, naming each', async () => {
    await train(request('changed', 2));
    const plans = { mapper: { ...request('changed', 2).plans.mapper!, peak: 0.001 } };
    await expect(
      train(request('changed', 2, { plans, dropout: { ...NO_DROPOUT, words: 0.5 } })),
    ).rejects.toThrow(
      /begun with other settings \(schedule\.peak was 0\.003, is 0\.001; dropout\.words was 0, is 0\.5\)/,
    );
    // Other questions are other data.
    const other = await mkdtemp(path.join(tmpdir(), 'whylight-train-'));
    await cp(data.dir, other, { recursive: true });
    const file = path.join(other, 'v2_mscoco_train2014_annotations.json');
    await writeFile(file, (await readFile(file, 'utf8')).replace('"yes"', '"no"'));
    await expect(train(request('changed', 2, { dataset: other }))).rejects.toThrow(
      /data was "[0-9a-f]+", is "/,
    );
    await rm(other, { recursive: true });
  });

  it('measures on held-out images, and says how many rare answers it left out', async () => {
    const lines: string[] = [];
    const report = await train(
      request('split', 2, { validation: 0.3, answers: 4, report: (line) => lines.push(line) }),
    );
    const { trainingImages, validationImages } = report!.training.data as Record<string, number>;
    // An image all of whose answers are rare is left out of training.
    expect(trainingImages! + validationImages!).toBeLessThanOrEqual(16);
    expect(validationImages).toBeGreaterThan(0);
    expect(report!.accuracy).toMatchObject({ validation: { questions: 3 * validationImages! } });
    expect(lines[0]).toMatch(/4 answers; left out \d+ questions with 2 rarer answers/);
  });
});

describe('training a mapper on a frozen CLIP', () => {
  it('learns from features that are computed once, and leaves CLIP as it was', async () => {
    const clip = path.join(work, 'clip');
    const files = await toyClipmapper({ seed: 5 });
    await writeModelFolder(clip, files);
    const said: string[] = [];
    const more = { clip, cache: path.join(work, 'features'), onPreparing: (what: string) => said.push(what) };
    const report = await train(request('frozen', 400, more));
    expect(report!.training).toMatchObject({ data: { clip: 'frozen' } });
    expect(said).toContain('questions');
    expect(await answersOf(path.join(work, 'frozen'), data)).toBeGreaterThan(0.9);

    const [before, after] = await Promise.all([
      loadModelFolder(readerOf(files)),
      loadModelFolder(async (name) => readFile(path.join(work, 'frozen', name))),
    ]);
    for (const name of Object.keys(clipTensors(shapeOf(before.manifest.config).clip))) {
      const [was, is] = [readTensorF32(before.weights, name), readTensorF32(after.weights, name)];
      was.forEach((value, i) =>
        expect(Math.abs(value - is[i]!)).toBeLessThanOrEqual(1e-3 * Math.abs(value) + 1e-7),
      );
    }
    // A second training on the same features computes none of them again.
    said.length = 0;
    await train(request('frozen2', 1, more));
    expect(said).not.toContain('questions');
  });

  it("takes a folder in Hugging Face's format with vocab.json and merges.txt", async () => {
    const { manifest, weights, tokenizer } = await loadModelFolder(
      readerOf(await toyClipmapper({ seed: 6 })),
    );
    const clip = await mkdtemp(path.join(tmpdir(), 'whylight-clip-'));
    const { vocab, merges } = (tokenizer as { model: { vocab: object; merges: string[] } }).model;
    const tensors = Object.entries(clipTensors(shapeOf(manifest.config).clip)).map(([name, shape]) => ({
      name,
      shape,
      dtype: 'float32' as const,
      data: readTensorF32(weights, name),
    }));
    const write = (name: string, contents: string | Uint8Array) => writeFile(path.join(clip, name), contents);
    await write('config.json', JSON.stringify({ model_type: 'clip', ...shapeOf(manifest.config).clip }));
    await write('model.safetensors', writeSafetensors(tensors));
    await write('vocab.json', JSON.stringify(vocab));
    await write('merges.txt', `#version: 0.2\n${merges.join('\n')}\n`);
    await write('preprocessor_config.json', JSON.stringify({ size: 32, crop_size: 32, resample: 3 }));
    const report = await train(request('hub', 2, { clip }));
    expect(report!.training).toMatchObject({ data: { clip: 'frozen' } });
    const made = await loadModelFolder(async (name) => readFile(path.join(work, 'hub', name)));
    expect(made.manifest.preprocessing).toMatchObject({ size: 32, resize: 'shortest-edge' });

    await rm(path.join(clip, 'merges.txt'));
    await expect(train(request('hub2', 2, { clip }))).rejects.toThrow(
      'neither tokenizer.json nor vocab.json',
    );
    await write('config.json', JSON.stringify({ model_type: 'bert' }));
    await expect(train(request('hub2', 2, { clip }))).rejects.toThrow(/of the architecture "bert"/);
    await rm(clip, { recursive: true });
  });
});
