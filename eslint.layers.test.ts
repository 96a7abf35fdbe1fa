import { Linter } from 'eslint';
import { describe, expect, it } from 'vitest';
import { forbidden, layerOf, layers } from './eslint.layers.js';

describe('layers', () => {
  it('puts a file into the layer with the longest matching path', () => {
    expect(layerOf('src/onnx/proto/reader.ts')).toBe('src/onnx');
    expect(layerOf('src/tensorish/x.ts')).toBe('src');
    expect(layerOf('app/charts/bars.tsx')).toBe('app/charts');
    expect(layerOf('app/store/session.ts')).toBe('app');
    expect(layerOf('vite.config.ts')).toBe('');
  });

  it.each([
    ['src/relevance/a.ts', '../tensor/tensor'],
    ['src/relevance/a.ts', './types'],
    ['src/engine/a.ts', '../../models/clip/config'],
    ['src/onnx/a.ts', '@bufbuild/protobuf/wire'],
    ['models/clip/a.ts', '../../src/onnx/builder'],
    ['app/store/a.ts', '../../workers/client'],
    ['app/views/a.tsx', '../charts/bars'],
    ['cli/a.ts', 'node:fs'],
    ['e2e/a.ts', '../app/main'],
    ['src/relevance/a.test.ts', 'node:fs'],
  ])('%s may import %s', (file, specifier) => {
    expect(forbidden(file, specifier, 'static')).toBeUndefined();
  });

  it.each([
    ['src/tensor/a.ts', '../onnx/builder'],
    ['src/relevance/a.ts', '../engine/types'],
    ['src/relevance/a.ts', 'node:fs'],
    ['src/engine/a.ts', 'onnxruntime-web'],
    ['src/engine/a.ts', '../../workers/protocol'],
    ['src/scene/a.ts', 'react'],
    ['models/clip/a.ts', '../../src/relevance/types'],
    ['app/charts/a.tsx', '../../workers/protocol'],
    ['app/charts/a.tsx', '../store/playground'],
    ['app/store/a.ts', '../../workers/explain.worker'],
    ['app/store/a.ts', '../../models/clip/config'],
    ['app/store/a.ts', 'onnxruntime-web'],
    ['workers/a.ts', '../app/main'],
  ])('%s may not import %s', (file, specifier) => {
    expect(forbidden(file, specifier, 'static')).toMatch(/may not import/);
  });

  it('lets the worker load its runtime only lazily', () => {
    expect(forbidden('workers/explain.worker.ts', 'onnxruntime-web/wasm', 'static')).toMatch(/await import/);
    expect(forbidden('workers/explain.worker.ts', 'onnxruntime-web/wasm', 'dynamic')).toBeUndefined();
    expect(forbidden('workers/explain.worker.ts', 'onnxruntime-web/wasm', 'type')).toBeUndefined();
  });

  it('is reported by lint for imports, re-exports and import()', () => {
    const code = "import '../onnx/x';\nexport * from '../grad/y';\nawait import('react');\n";
    const messages = new Linter().verify(
      code,
      [{ files: ['**/*.ts'], plugins: { layers }, rules: { 'layers/imports': 'error' } }],
      { filename: 'src/tensor/bad.ts' },
    );
    expect(messages.map(({ line, ruleId }) => [line, ruleId])).toEqual([
      [1, 'layers/imports'],
      [2, 'layers/imports'],
      [3, 'layers/imports'],
    ]);
  });
});
