import { Command } from 'commander';
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { parseManifest } from '../../models/hub/manifest';
import { stageSteps } from './trainOptions';
import { sceneTokenizer } from '../../node/train/vocabulary';
import { registerTrain } from './train';

let dir = '';
beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'whylight-command-'));
});
afterAll(() => rm(dir, { recursive: true }));

async function whylight(...args: string[]): Promise<void> {
  const program = new Command().exitOverride().configureOutput({ outputError: () => undefined });
  registerTrain(program);
  program.commands.forEach((command) => command.exitOverride());
  await program.parseAsync(['node', 'whylight', 'train', ...args]);
}

describe('whylight train', () => {
  it('trains on sticker scenes in three stages and writes a folder with what it did', async () => {
    const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const out = path.join(dir, 'scenes');
    // A tokenizer that is there already is kept; one from all 20,000 scenes would take most of the time.
    await mkdir(path.join(out, 'training'), { recursive: true });
    await writeFile(path.join(out, 'training/tokenizer.json'), JSON.stringify(sceneTokenizer(600, 100)));
    await whylight(
      ...[
        '--dataset',
        'scenes',
        '--resume',
        '--out',
        out,
        '--preset',
        'tiny',
        '--seed',
        '3',
        '--threads',
        '1',
      ],
      ...['--steps', 'labels=2,clip=2,mapper=3', '--images', '2'],
    );
    const lines = said.mock.calls.map(([text]) => String(text)).join('');
    said.mockRestore();
    expect(lines).toMatch(
      /mapper 3\/3 {2}loss .*accuracy .* images\/s, .* questions\/s {2}0 s left {2}\d+ MB/,
    );
    const manifest = parseManifest(JSON.parse(await readFile(path.join(out, 'manifest.json'), 'utf8')));
    expect(manifest).toMatchObject({ id: 'scenes', domain: 'stickers', architecture: 'clipmapper' });
    expect(manifest.training).toMatchObject({
      seed: 3,
      data: { firstScenes: { labels: 240_000_000, clip: 250_000_000, mapper: 260_000_000 } },
      stages: { labels: { steps: 2, imagesSeen: 8 }, mapper: { steps: 3, questionsSeen: 12 } },
    });
    expect(manifest.accuracy).toMatchObject({ validation: { questions: 1000 } });
    expect(JSON.stringify(manifest.training)).not.toContain(dir);
  }, 60_000);

  it('starts from a model with the tokenizer beside it, and not without', async () => {
    const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const start = path.join(dir, 'scenes/model.safetensors');
    const train = (out: string, from: string) =>
      whylight(
        ...['--dataset', 'scenes', '--preset', 'tiny', '--threads', '1', '--images', '1', '--out', out],
        ...['--steps', 'labels=0,clip=0,mapper=1', '--start', from],
      );
    const out = path.join(dir, 'started');
    await train(out, start);
    said.mockRestore();
    const tokenizer = (folder: string) => readFile(path.join(folder, 'tokenizer.json'), 'utf8');
    // One made anew would have the preset's 700 tokens, and none of its words the id that the weights know it by.
    expect(JSON.parse(await tokenizer(out))).toEqual(JSON.parse(await tokenizer(path.dirname(start))));

    const alone = path.join(dir, 'alone.safetensors');
    await copyFile(start, alone);
    await expect(train(path.join(dir, 'never'), alone)).rejects.toThrow(
      /tokenizer\.json cannot be read \(ENOENT\)/,
    );
  }, 60_000);

  it('refuses to overwrite, and to go on where nothing was begun', async () => {
    const scenes = ['--dataset', 'scenes', '--preset', 'tiny'];
    await writeFile(path.join(dir, 'file'), '');
    await expect(whylight(...scenes, '--out', dir)).rejects.toThrow('is not empty');
    await expect(whylight(...scenes, '--out', path.join(dir, 'file'))).rejects.toThrow('is a file');
    await expect(whylight(...scenes, '--out', path.join(dir, 'new'), '--resume')).rejects.toThrow(
      'no training in',
    );
  });

  it('refuses options that do not go together, and values that are none', async () => {
    const out = ['--out', path.join(dir, 'new')];
    await expect(whylight('--dataset', 'scenes', ...out, '--clip', 'x')).rejects.toThrow(
      '--clip has no meaning with --dataset scenes',
    );
    await expect(whylight('--dataset', dir, ...out, '--cache', 'x')).rejects.toThrow('without --clip');
    await expect(whylight('--dataset', dir, ...out, '--start', 'x')).rejects.toThrow(
      '--start has no meaning',
    );
    await expect(whylight('--dataset', dir, ...out, '--validation', '2')).rejects.toThrow('from 0 to 1');
    await expect(whylight('--dataset', dir, ...out, '--preset', 'huge')).rejects.toThrow('stickers, tiny');
    await expect(whylight('--dataset', path.join(dir, 'none'), ...out)).rejects.toThrow(
      'There is no dataset',
    );
  });

  it('takes steps for the mapper, or by stage', () => {
    expect(stageSteps('50')).toEqual({ mapper: 50 });
    expect(stageSteps('labels=0, places=5, mapper=7')).toEqual({ labels: 0, places: 5, mapper: 7 });
    for (const wrong of ['', 'mapper', 'mapper=0', 'towers=3', '1.5', '-1'])
      expect(() => stageSteps(wrong), wrong).toThrow();
  });
});
