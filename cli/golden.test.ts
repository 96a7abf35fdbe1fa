/**
 * What `whylight explain --json` printed at commit a466fef, compared with what it prints now. Another version of the
 * bundled model needs its explanations recorded anew (see scripts/golden/record.ts.txt); a change of the code does not.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toyClip } from '../models/fixtures/clip';
import type { ToyOptions } from '../models/fixtures/clipmapper';
import { writeModelFolder } from '../node/library/folder';
import { runHere } from './testing/run';

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
type Fields = { readonly [key: string]: Json };

interface Golden {
  /** The toy CLIP that cases name `clip`. */
  readonly clip: ToyOptions;
  readonly cases: readonly {
    readonly name: string;
    readonly model: 'stickers' | 'clip';
    readonly scene: Json;
    readonly question: string;
    readonly args: readonly string[];
    /** Without schema and timings; numbers to nine digits. */
    readonly document: Fields;
  }[];
}

/** Of the largest value of an array, since that is what the eye compares; other processors round differently. */
const TOLERANCE = 1e-5;

const golden = JSON.parse(
  await readFile(new URL('golden/documents.json', import.meta.url), 'utf8'),
) as Golden;

let dir = '';
beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'whylight-golden-'));
  await writeModelFolder(path.join(dir, 'clip'), await toyClip(golden.clip));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

describe('whylight explain --json prints what it printed before', () => {
  it.each(golden.cases)('$model: $name', async ({ model, scene, question, args, document }) => {
    const file = path.join(dir, 'scene.json');
    await writeFile(file, JSON.stringify(scene));
    const { code, stdout } = await runHere(
      ...['explain', '--json', '--model', model === 'clip' ? path.join(dir, 'clip') : model],
      ...['--scene', file, '--question', question, ...args],
    );
    expect(code).toBe(0);
    expect(departures(byColumns(document), byColumns(JSON.parse(stdout) as Fields))).toEqual([]);
  });
});

describe('a departure', () => {
  const recorded = { answers: [{ text: 'yes', logit: 2 }], tokens: ['a'], map: [0.5, 0, 0.25], mass: 1e-3 };

  it('is none within the tolerance, nor is a field that was not there', () => {
    const found = { ...recorded, map: [0.500004, 0.000004, 0.25], mass: 1.000001e-3, more: 1 };
    expect(departures(recorded, found)).toEqual([]);
  });

  it.each<[string, object]>([
    ['/map', { map: [0.5, 0.00001, 0.25] }],
    ['/map', { map: [0.5, 0] }],
    ['/map', { map: [0.5, 0, null] }],
    ['/mass', { mass: 1.0001e-3 }],
    ['/tokens/0', { tokens: ['b'] }],
    ['/tokens', { tokens: ['a', 'b'] }],
    ['/answers/0/logit', { answers: [{ text: 'yes', logit: '2' }] }],
    ['/answers/0/text', { answers: [{ logit: 2 }] }],
  ])('is found at %s in %j', (at, change) => {
    const found = departures(recorded, { ...recorded, ...change });
    expect(found.map((line) => line.split(':')[0])).toEqual([at]);
  });
});

/** Answers as a list of texts, one of probabilities and one of logits, each to be compared as a whole. */
function byColumns(document: Fields): Fields {
  const answers = document['answers'] as readonly Fields[];
  const column = (name: string) => answers.map((answer) => answer[name]!);
  return {
    ...document,
    answers: { text: column('text'), probability: column('probability'), logit: column('logit') },
  };
}

/** Every recorded field that is not there, or not the same, in one line each. */
function departures(recorded: Json, found: Json | undefined, at = ''): string[] {
  const unequal = (): string[] => [`${at}: ${shown(recorded)} was recorded, ${shown(found)} found`];
  if (typeof recorded === 'number') return isNear([recorded], [found], Math.abs(recorded)) ? [] : unequal();
  if (Array.isArray(recorded)) {
    const values = recorded as readonly Json[];
    if (!Array.isArray(found) || found.length !== values.length) return unequal();
    const others = found as readonly Json[];
    if (values.every((value) => typeof value === 'number')) {
      return isNear(values, others, Math.max(...values.map(Math.abs))) ? [] : unequal();
    }
    return values.flatMap((value, n) => departures(value, others[n], `${at}/${n}`));
  }
  if (typeof recorded === 'object' && recorded !== null) {
    if (typeof found !== 'object' || found === null || Array.isArray(found)) return unequal();
    return Object.entries(recorded).flatMap(([key, value]) =>
      departures(value, (found as Fields)[key], `${at}/${key}`),
    );
  }
  return recorded === found ? [] : unequal();
}

function isNear(recorded: readonly number[], found: readonly (Json | undefined)[], scale: number): boolean {
  return recorded.every((value, n) => {
    const other = found[n];
    return typeof other === 'number' && Math.abs(value - other) <= TOLERANCE * scale;
  });
}

function shown(value: Json | undefined): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}
