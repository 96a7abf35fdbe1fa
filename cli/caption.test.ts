import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toyCaptioner } from '../models/fixtures/captioner';
import { toyClipmapper } from '../models/fixtures/clipmapper';
import { writeModelFolder } from '../node/library/folder';
import { generateScene } from '../src/scene';
import { runHere } from './testing/run';

let dir: string;
let captioner: string;
let scene: string;
beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'whylight-caption-'));
  captioner = path.join(dir, 'captioner');
  scene = path.join(dir, 'scene.json');
  await writeModelFolder(captioner, await toyCaptioner({ seed: 3, maxTokens: 14 }));
  await writeModelFolder(path.join(dir, 'answers'), await toyClipmapper({ seed: 3 }));
  await writeFile(scene, JSON.stringify(generateScene(4, 'test')));
});
afterAll(() => rm(dir, { recursive: true }));

const caption = (...args: string[]) => runHere('caption', '--scene', scene, '--model', captioner, ...args);

interface Printed {
  readonly caption: {
    readonly text: string;
    readonly words: readonly { readonly text: string; readonly before: string; readonly answer: string }[];
  };
  readonly explanation: {
    readonly question: string;
    readonly target: { readonly answer: string; readonly versus?: string };
  };
}

describe('whylight caption', () => {
  it('prints the caption, its words, and the maps of one', async () => {
    const { code, stdout, stderr } = await caption('--word', '1');
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Caption {3}\S+/);
    expect(stdout).toMatch(/\n {3}1 \S+ +\d+\.\d %/);
    expect(stdout).toMatch(/Why "/);
  });

  it('explains a word as the answer to what stands before it, rather than another', async () => {
    const { stdout } = await caption('--start', 'a', '--word', '2', '--versus', 'x', '--json');
    const { caption: said, explanation } = JSON.parse(stdout) as Printed;
    expect(said.text.startsWith('a')).toBe(true);
    expect(said.words[0]!.text).toBe('a');
    expect(explanation.question).toBe('a');
    expect(explanation.target).toEqual({ answer: said.words[1]!.answer, versus: 'x' });
  });

  it.each([
    [['--word', 'zebra'], /has no word "zebra"/],
    [['--word', '99'], /a number from 1 to/],
    [['--versus', 'dog'], /--versus needs --word/],
    [['--word', '1', '--versus', 'two words'], /is 2 words/],
    [['--start', 'a b c d e f g h i j k l m n'], /shorten it/],
    [['--methods', 'nonsense'], /nonsense/],
  ])('%s is refused in one sentence', async (args, problem) => {
    const { code, stderr, stdout } = await caption(...args);
    expect(code).toBe(2);
    expect(stderr).toMatch(problem);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stdout).toBe('');
  });

  it('is refused by a model that answers questions, in one sentence', async () => {
    const { code, stderr } = await runHere('caption', '--scene', scene, '--model', path.join(dir, 'answers'));
    expect(code).toBe(2);
    expect(stderr).toMatch(/tells no captions/);
  });
});
