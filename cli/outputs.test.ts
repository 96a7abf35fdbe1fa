import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { link, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toyClipmapper } from '../models/fixtures/clipmapper';
import { writeModelFolder } from '../node/library/folder';
import { SAMPLES } from '../src/scene';
import { runHere, type Outcome } from './testing/run';

const bin = fileURLToPath(new URL('./whylight.mjs', import.meta.url));
const QUESTION = 'is the cat there?';

let dir = '';
const at = (name: string) => path.join(dir, name);
beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'whylight-outputs-'));
  await writeModelFolder(at('toy'), await toyClipmapper({ seed: 81 }));
  await sharp({ create: { width: 40, height: 30, channels: 3, background: '#336699' } })
    .png()
    .toFile(at('image.png'));
  await writeFile(at('scene.json'), JSON.stringify(SAMPLES[0]!.scene));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

const explain = (...more: string[]) =>
  runHere('explain', '--model', at('toy'), '--image', at('image.png'), '--question', QUESTION, ...more);

describe('what a command writes', () => {
  it('is never what it reads, by whatever name, and whatever is forced', async () => {
    const before = await readFile(at('image.png'));
    await symlink(at('image.png'), at('other.png'));
    await link(at('image.png'), at('hard.png'));
    for (const name of ['image.png', 'other.png', 'hard.png', 'toy/../image.png'])
      for (const force of [[], ['--force']]) {
        const { code, stderr } = await explain('--png', at(name), ...force);
        expect([code, stderr]).toEqual([2, expect.stringMatching(/--png names ".*", which is what is read/)]);
      }
    const weights = await explain('--dump', at('toy/model.safetensors'), '--force');
    expect(weights.stderr).toMatch(/--dump names ".*model\.safetensors", which is what is read/);
    expect((await readFile(at('image.png'))).equals(before)).toBe(true);
    const scene = await runHere('scene', '--scene', at('scene.json'), '--png', at('scene.json'), '--force');
    expect(scene.stderr).toMatch(/which is what is read/);
  });

  it('replaces a file only where the person says so', async () => {
    await writeFile(at('thesis.png'), 'mine');
    for (const run of [
      () => explain('--png', at('thesis.png')),
      () => explain('--dump', at('thesis.png')),
      () => runHere('scene', '--png', at('thesis.png')),
    ]) {
      const { code, stderr } = await run();
      expect([code, stderr]).toEqual([2, expect.stringMatching(/thesis\.png" exists already: add --force/)]);
    }
    expect(await readFile(at('thesis.png'), 'utf8')).toBe('mine');
    expect((await explain('--png', at('thesis.png'), '--force')).code).toBe(0);
    expect((await sharp(at('thesis.png')).metadata()).format).toBe('png');
    const both = await explain('--png', at('new'), '--dump', at('new'));
    expect(both.stderr).toMatch(/--dump and --png name the same file/);
    expect(existsSync(at('new'))).toBe(false);
  });

  it('says that it writes PNG where the name says otherwise', async () => {
    const { code, stderr } = await explain('--png', at('figure.jpg'), '--json');
    expect([code, stderr]).toEqual([0, expect.stringMatching(/figure\.jpg" is written as PNG, though/)]);
    const scene = await runHere('scene', '--png', at('scene.gif'), '--json');
    expect(scene.stderr).toMatch(/scene\.gif" is written as PNG/);
  });

  it('leaves a page and results that are not its own', async () => {
    await mkdir(at('folder'));
    await writeFile(at('folder/one.json'), (await explain('--json')).stdout);
    await writeFile(at('folder/index.html'), '<h1>mine</h1>');
    expect((await runHere('report', at('folder'))).stderr).toMatch(
      /index\.html" exists already: add --force/,
    );
    expect((await runHere('report', at('folder'), '--force')).code).toBe(0);
    // A report that an earlier one wrote is its own.
    expect((await runHere('report', at('folder'))).code).toBe(0);
    const input = await runHere('report', at('folder'), '--out', at('folder/one.json'), '--force');
    expect(input.stderr).toMatch(/--out names ".*one\.json", which is what is read/);

    await mkdir(at('results'));
    await writeFile(at('results/result.csv'), 'mine');
    const evaluate = ['evaluate', '--model', at('toy'), '--dataset', 'scenes:val', '--n', '2', '--out'];
    expect((await runHere(...evaluate, at('results'))).stderr).toMatch(/result\.csv" exists already/);
    await writeFile(at('results/records.jsonl'), 'mine, too');
    expect((await runHere(...evaluate, at('results'))).stderr).toMatch(/is no journal of an evaluation/);
    expect(await readFile(at('results/records.jsonl'), 'utf8')).toBe('mine, too');
  }, 60_000);
});

/** The command in a shell, which can join it with pipes and devices. */
const shell = (script: string): Promise<Outcome> =>
  new Promise((resolve) => {
    const args = ['-c', script, 'sh', process.execPath, bin, at('')];
    execFile('sh', args, { cwd: dir }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
    });
  });

const claim = '"$1" "$2" explain --model toy --scene scene.json --question "is it?" --json';
const verify = '"$1" "$2" explain --model toy --scene scene.json --verify';

describe.skipIf(process.platform === 'win32')('pipes and devices', () => {
  it('a full disk is told in a sentence, not in a stack trace', async () => {
    const { code, stderr } = await shell(`${claim} > /dev/full`);
    expect(stderr).toMatch(/^whylight: the result could not be written \(.*ENOSPC.*\)\.\n$/);
    expect(code).toBe(2);
  }, 60_000);

  it.each(['-', '/dev/stdin'])(
    '--verify %s reads an explanation from another program',
    async (name) => {
      const { code, stdout } = await shell(`${claim} | ${verify} ${name}`);
      expect([code, stdout]).toEqual([0, expect.stringMatching(/^Reproduced: /)]);
      const empty = await shell(`${verify} ${name} < /dev/null`);
      expect(empty.code).toBe(2);
    },
    60_000,
  );

  it('are not waited for, nor read to their end', async () => {
    await shell(
      'mkfifo pipe; ln -s /dev/zero zero.json; cp -r toy endless; ln -sf /dev/zero endless/model.safetensors',
    );
    await shell('cp -r toy waiting; rm waiting/tokenizer.json; mkfifo waiting/tokenizer.json');
    const explained = ['--question', 'is it?'];
    for (const args of [
      ['explain', '--verify', at('pipe')],
      ['explain', '--verify', at('zero.json')],
      ['explain', '--image', at('pipe'), ...explained, '--model', at('toy')],
      ['explain', '--image', '/dev/zero', ...explained, '--model', at('toy')],
      ['explain', '--scene', at('zero.json'), ...explained, '--model', at('toy')],
      ['explain', '--scene', at('scene.json'), ...explained, '--model', at('endless')],
      ['explain', '--scene', at('scene.json'), ...explained, '--model', at('waiting')],
    ]) {
      const { code, stderr } = await runHere(...args);
      expect([args, code, stderr]).toEqual([args, 2, expect.stringMatching(/device or a pipe/)]);
    }
  }, 60_000);
});

describe('a terminal', () => {
  it('is sent no commands that strangers wrote', async () => {
    const evil = '\u001b]52;c;aGk=\u0007\u001b[2J\u009b31m\u202e';
    const explained = await explain('--json');
    const document = JSON.parse(explained.stdout) as { tokens: string[]; model: { id: string } };
    await writeFile(at('evil.json'), JSON.stringify({ ...document, model: { ...document.model, id: evil } }));
    const outcomes = [
      await runHere('explain', '--model', at('toy'), '--image', at('image.png'), '--verify', at('evil.json')),
      await explain('--answer', evil),
      await runHere(
        'explain',
        '--model',
        at('toy'),
        '--image',
        at('image.png'),
        '--question',
        `is ${evil} it?`,
      ),
      await runHere(
        'explain',
        '--model',
        at('toy'),
        '--image',
        at('image.png'),
        '--question',
        `${evil}?`,
        '--json',
      ),
      await runHere('report', at(evil)),
    ];
    for (const { stdout, stderr } of outcomes)
      // eslint-disable-next-line no-control-regex -- none of them may be there
      expect(stdout + stderr).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202e]/);
  });
});
