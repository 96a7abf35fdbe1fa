import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toyClipmapper } from '../models/fixtures/clipmapper';
import { parseScene } from '../src/scene';
import { writeModelFolder } from '../node/library/folder';
import { loadRuntime } from '../node/library/ort';
import { runHere } from './testing/run';

let dir = '';
beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'whylight-commands-'));
  await writeModelFolder(path.join(dir, 'toy'), await toyClipmapper({ seed: 91, dtype: 'float16' }));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

describe('whylight model inspect', () => {
  it('prints architecture, tensors and digests, for people and as JSON', async () => {
    const text = await runHere('model', 'inspect', path.join(dir, 'toy'));
    expect(text).toMatchObject({ code: 0, stderr: '' });
    expect(text.stdout).toMatch(/Vision +2 layers, width 16, 2 heads, 32 px in patches of 8/);
    expect(text.stdout).toContain('mapper.layers.1.image.cross_attn.v_proj.weight float16 [8, 8]');
    const json = await runHere('model', 'inspect', path.join(dir, 'toy'), '--json');
    const report = JSON.parse(json.stdout) as { sha256: string; tensors: unknown[]; files: unknown[] };
    expect(text.stdout).toContain(report.sha256);
    expect(report.files).toHaveLength(2);
    // 2 vision and 2 text layers of 16 tensors; 2 × 2 mapper layers of 26; embeddings, norms, projections, classifier.
    expect(report.tensors).toHaveLength(4 * 16 + 4 * 26 + 30);
  });

  it('says what is wrong with a folder', async () => {
    const { code, stderr } = await runHere('model', 'inspect', dir);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^whylight: The model folder ".*" has no manifest\.json: [^\n]*\n$/);
  });
});

describe('whylight scene', () => {
  it('prints a scene with questions, which parses again, and draws it', async () => {
    const png = path.join(dir, 'scene.png');
    const { code, stdout } = await runHere('scene', '--seed', '7', '--png', png, '--size', '96', '--json');
    expect(code).toBe(0);
    const shown = JSON.parse(stdout) as { seed: number; scene: unknown; questions: { answer: string }[] };
    expect(shown.seed).toBe(7);
    expect(parseScene(shown.scene)).toEqual(shown.scene);
    expect(shown.questions.length).toBeGreaterThan(0);
    expect(await sharp(await readFile(png)).metadata()).toMatchObject({
      width: 96,
      height: 96,
      format: 'png',
    });
    expect((await runHere('scene', '--seed', '7', '--json')).stdout).toBe(stdout);
  });

  it.each([
    [['--seed', '-1'], /whole number/],
    [['--split', 'holdout'], /no set of scenes "holdout"; choose from train/],
    [['--size', '0'], /whole number from 1 to 4096/],
    [['--png', '/no/such/folder/x.png'], /could not be written/],
  ])('refuses %j', async (args, message) => {
    const { code, stdout, stderr } = await runHere('scene', ...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(message);
  });
});

describe('whylight', () => {
  it.each([['--help'], ['explain', '--help'], ['--version']])('%s is no error', async (...args) => {
    expect(await runHere(...args)).toMatchObject({ code: 0, stderr: '' });
  });

  it('refuses an unknown command in one line', async () => {
    const { code, stderr } = await runHere('explian');
    expect(code).toBe(2);
    expect(stderr).toMatch(/^whylight: unknown command 'explian'[^\n]*\n$/);
  });
});

describe('loadRuntime', () => {
  const fake = { InferenceSession: {}, Tensor: {} };
  const missing = (code: string) => async () => {
    throw Object.assign(new Error('no library'), { code });
  };

  it('takes onnxruntime-node where its library loads', async () => {
    const { backend, notice } = await loadRuntime({ node: async () => fake, web: missing('X') });
    expect(backend).toEqual({ provider: 'cpu' });
    expect(notice).toBeUndefined();
  });

  it.each(['MODULE_NOT_FOUND', 'ERR_DLOPEN_FAILED'])(
    'falls back to onnxruntime-web on %s, and says so',
    async (code) => {
      const { ort, backend, notice } = await loadRuntime({
        node: missing(code),
        web: async () => ({ default: fake }),
      });
      expect(ort).toBe(fake);
      expect(backend).toEqual({ provider: 'wasm' });
      expect(notice).toMatch(/no library for this machine/);
    },
  );

  it('does not hide other failures', async () => {
    await expect(loadRuntime({ node: missing('EPERM'), web: async () => fake })).rejects.toThrow(
      'no library',
    );
  });
});
