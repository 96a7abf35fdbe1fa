/** Arrows between files and between folders go one way only; type imports count, tests and their helpers do not. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { LAYERS, layerOf } from '../eslint.layers.js';

const ROOT = path.resolve(import.meta.dirname, '..');
const TREES = ['src', 'models', 'workers', 'app', 'node', 'cli'];
const ENDINGS = ['', '.ts', '.tsx', '.mjs', '.js', '/index.ts'];

type Graph = ReadonlyMap<string, readonly string[]>;

const isCode = (file: string) => /\.(tsx?|m?js)$/.test(file);
const isForTests = (file: string) => /\.test\.tsx?$/.test(file) || file.includes('/testing/');

/** The program's own files, each with those that it imports. */
function readImports(): Graph {
  const files = TREES.flatMap((tree) =>
    readdirSync(path.join(ROOT, tree), { recursive: true, encoding: 'utf8' }).map((file) =>
      path.posix.join(tree, file.split(path.sep).join('/')),
    ),
  ).filter((file) => isCode(file) && !isForTests(file));
  const known = new Set(files);
  const resolve = (from: string, specifier: string) => {
    const target = path.posix.join(path.posix.dirname(from), specifier.split('?')[0]!);
    return ENDINGS.map((ending) => target + ending).find((file) => known.has(file));
  };
  return new Map(
    files.map((file) => {
      const { importedFiles } = ts.preProcessFile(readFileSync(path.join(ROOT, file), 'utf8'), true, true);
      const relative = importedFiles.map(({ fileName }) => fileName).filter((name) => name.startsWith('.'));
      return [file, relative.flatMap((specifier) => resolve(file, specifier) ?? [])];
    }),
  );
}

/** For each circle that a walk meets, its files in the order of their imports, the first one again at the end. */
function circlesOf(graph: Graph): string[] {
  const done = new Set<string>();
  const trail: string[] = [];
  const circles: string[] = [];
  const walk = (file: string) => {
    const at = trail.indexOf(file);
    if (at >= 0) circles.push([...trail.slice(at), file].join(' → '));
    if (at >= 0 || done.has(file)) return;
    trail.push(file);
    graph.get(file)!.forEach(walk);
    trail.pop();
    done.add(file);
  };
  [...graph.keys()].forEach(walk);
  return circles;
}

/** The layer of a file, or its folder right below that: `app/views`, `models/clipmapper/train`, `workers`. */
function folderOf(file: string): string {
  const [layer, folder] = [layerOf(file), file.split('/').slice(0, -1).slice(0, 2).join('/')];
  return layer.length > folder.length ? layer : folder;
}

/** The same with folders in place of files; what a folder imports of itself does not count. */
function foldersOf(graph: Graph): Graph {
  const folders = new Map<string, Set<string>>();
  for (const [file, targets] of graph) {
    const from = folderOf(file);
    const to = folders.get(from) ?? new Set();
    folders.set(from, to);
    targets.map(folderOf).forEach((folder) => folder !== from && to.add(folder));
  }
  return new Map([...folders].map(([folder, targets]) => [folder, [...targets]]));
}

describe('imports', () => {
  const graph = readImports();

  it('go in no circle of files', () => expect(circlesOf(graph)).toEqual([]));

  it('go in no circle of folders', () => expect(circlesOf(foldersOf(graph))).toEqual([]));

  it('belong to folders of src and models that each have a layer of their own, and to layers that exist', () => {
    const folders = [...graph.keys()].map((file) => file.split('/'));
    const rooms = folders.filter(([tree, ...rest]) => /^(src|models)$/.test(tree!) && rest.length > 1);
    const missing = rooms.map((parts) => parts.slice(0, 2).join('/')).filter((room) => !(room in LAYERS));
    expect([...new Set(missing)]).toEqual([]);
    const used = new Set([...graph.keys()].map(layerOf));
    expect(Object.keys(LAYERS).filter((layer) => layer !== '' && !used.has(layer))).toEqual([]);
  });

  it('are found out when they are not so', () => {
    const bad: Graph = new Map([
      ['src/text/a.ts', ['src/text/b.ts']],
      ['src/text/b.ts', ['src/text/c.ts']],
      ['src/text/c.ts', ['src/text/b.ts', 'models/clip/x.ts']],
      ['models/clip/x.ts', []],
      ['models/clip/y.ts', ['src/text/a.ts']],
    ]);
    expect(circlesOf(bad)).toEqual(['src/text/b.ts → src/text/c.ts → src/text/b.ts']);
    expect(circlesOf(foldersOf(bad))).toEqual(['src/text → models/clip → src/text']);
  });
});
