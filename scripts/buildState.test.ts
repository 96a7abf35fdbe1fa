import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { isBuilt, markBuilt } from './buildState.mjs';

it('is built until a source is added, changed or removed, or the build is deleted', () => {
  const root = mkdtempSync(path.join(tmpdir(), 'whylight-'));
  const write = (name: string, text: string) => {
    mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    writeFileSync(path.join(root, name), text);
  };
  write('app/main.tsx', 'one');
  expect(isBuilt(root)).toBe(false);
  write('dist/index.html', '');
  markBuilt(root);
  expect(isBuilt(root)).toBe(true);
  write('docs/note.md', 'not a source');
  expect(isBuilt(root)).toBe(true);

  write('app/views/new.tsx', 'new');
  expect(isBuilt(root)).toBe(false);
  rmSync(path.join(root, 'app/views/new.tsx'));
  expect(isBuilt(root)).toBe(true);
  write('app/main.tsx', 'other');
  expect(isBuilt(root)).toBe(false);
  markBuilt(root);
  rmSync(path.join(root, 'dist'), { recursive: true });
  expect(isBuilt(root)).toBe(false);
});
