import { Linter } from 'eslint';
import { describe, expect, it } from 'vitest';
import { forbidden, layerOf, layers } from './eslint.layers.js';

describe('layers', () => {
  it('puts a file into the layer with the longest matching path', () => {
    expect(layerOf('src/onnx/proto/reader.ts')).toBe('src/onnx');
    expect(layerOf('src/tensorish/x.ts')).toBe('src');
    expect(layerOf('models/clipmapper/mapper.ts')).toBe('models/clipmapper');
    expect(layerOf('models/clipmapper/train/task.ts')).toBe('models/clipmapper/train');
    expect(layerOf('models/index.ts')).toBe('models');
    expect(layerOf('app/charts/bars.tsx')).toBe('app/charts');
    expect(layerOf('app/store/session.ts')).toBe('app');
    expect(layerOf('vite.config.ts')).toBe('');
  });

  it.each([
    ['src/relevance/a.ts', '../tensor/tensor'],
    ['src/relevance/a.ts', '../anatomy/streams'],
    ['src/relevance/a.ts', './types'],
    ['src/methods/a.ts', '../faithfulness/words'],
    ['src/scene/a.ts', '../image/pixels'],
    ['src/onnx/a.ts', '@bufbuild/protobuf/wire'],
    ['src/text/a.ts', '@huggingface/tokenizers'],
    ['src/train/a.ts', '../grad/gradients'],
    ['models/clip/a.ts', '../../src/onnx/builder'],
    ['models/clip/a.ts', '../../src/engine/architecture'],
    ['models/clipmapper/a.ts', '../clip/towers'],
    ['models/clipmapper/train/a.ts', '../../../src/train/task'],
    ['models/hub/a.ts', '../clip/config'],
    ['models/index.ts', './clip/open'],
    ['app/store/a.ts', '../../workers/client'],
    ['app/views/a.tsx', '../charts/bars'],
    ['node/train/a.ts', '../library/ort'],
    ['cli/a.ts', 'node:fs'],
    ['cli/run/a.ts', '../../node/library/library'],
    ['e2e/a.ts', '../app/main'],
    ['src/relevance/a.test.ts', 'node:fs'],
  ])('%s may import %s', (file, specifier) => {
    expect(forbidden(file, specifier, 'static')).toBeUndefined();
  });

  it.each([
    ['src/tensor/a.ts', '../onnx/builder'],
    ['src/anatomy/a.ts', '../relevance/types'],
    ['src/relevance/a.ts', '../engine/types'],
    ['src/relevance/a.ts', '../methods/registry'],
    ['src/relevance/a.ts', 'node:fs'],
    ['src/methods/a.ts', '../engine/types'],
    ['src/methods/a.ts', '../faithfulness/perturbation'],
    ['src/ask/a.ts', '../engine/types'],
    ['src/engine/a.ts', 'onnxruntime-web'],
    ['src/engine/a.ts', '../../workers/protocol'],
    ['src/engine/a.ts', '../../models/clip/config'],
    ['src/engine/a.ts', '../train/task'],
    ['src/scene/a.ts', 'react'],
    ['src/train/task.ts', '../../models/clipmapper/train/graphs'],
    ['src/train/a.ts', '../engine/program'],
    ['src/weights/values.ts', '../../models/hub/rewrite'],
    ['src/weights/a.ts', '../onnx/proto/dtypes'],
    ['models/clip/programs.ts', '../clipmapper/programs'],
    ['models/clip/a.ts', '../hub/folder'],
    ['models/clip/a.ts', '../index'],
    ['models/clip/a.ts', '../../src/train/task'],
    ['models/clipmapper/a.ts', './train/graphs'],
    ['models/hub/a.ts', '../clip/towers'],
    ['workers/a.ts', '../app/main'],
    ['workers/a.ts', '../src/train/task'],
    ['app/charts/a.tsx', '../../workers/protocol'],
    ['app/charts/a.tsx', '../store/playground'],
    ['app/store/a.ts', '../../workers/explain.worker'],
    ['app/store/a.ts', '../../models/clip/config'],
    ['app/store/a.ts', '../../src/engine/program'],
    ['app/store/a.ts', 'onnxruntime-web'],
    ['node/library/a.ts', '../evaluate/run'],
    ['node/data/a.ts', '../train/run'],
    ['node/train/a.ts', '../../cli/main'],
  ])('%s may not import %s', (file, specifier) => {
    expect(forbidden(file, specifier, 'static')).toMatch(/may not import/);
  });

  it.each([
    ['app/store/a.ts', '../../src/engine/types'],
    ['src/overlay/a.ts', '../image/pixels'],
    ['cli/run/a.ts', '../../models/clip/config'],
  ])('%s may import types alone from %s', (file, specifier) => {
    expect(forbidden(file, specifier, 'type')).toBeUndefined();
    expect(forbidden(file, specifier, 'static')).toMatch(/anything but types/);
    expect(forbidden(file, specifier, 'dynamic')).toMatch(/anything but types/);
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
