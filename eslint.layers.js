/**
 * Who may import whom: DESIGN's layout as data, and the lint rule that enforces it.
 *
 * The folder with the longest matching path decides. A file may always import from its own layer. `layers` lists the
 * other folders it may use (a folder includes what is below it), `packages` the npm packages (with their subpaths);
 * `'*'` allows everything. Packages under `lazy` may only be loaded by `await import()`.
 */
import path from 'node:path';

/**
 * @typedef {object} Layer
 * @property {readonly string[]} layers
 * @property {readonly string[]} packages
 * @property {readonly string[]} [lazy]
 */

const SCALES = ['d3-array', 'd3-scale', 'd3-scale-chromatic', 'd3-color', 'd3-interpolate'];

/** @type {Readonly<Record<string, Layer>>} */
export const LAYERS = {
  'src/tensor': { layers: [], packages: [] },
  'src/onnx': { layers: ['src/tensor'], packages: ['@bufbuild/protobuf'] },
  'src/grad': { layers: ['src/onnx', 'src/tensor'], packages: [] },
  'src/relevance': { layers: ['src/tensor'], packages: [] },
  'src/faithfulness': { layers: ['src/tensor', 'src/relevance'], packages: [] },
  'src/scene': { layers: ['src/tensor/quote'], packages: ['valibot'] },
  'src/image': { layers: [], packages: [] },
  'src/overlay': { layers: [], packages: SCALES },
  'src/permalink': {
    // Documents, scenes and method names are what links carry.
    layers: [
      'src/scene',
      'src/image/pixels',
      'src/engine/document',
      'src/relevance',
      'src/tensor/error',
      'src/tensor/quote',
    ],
    packages: ['valibot', 'fflate'],
  },
  'src/engine': { layers: ['src', 'models'], packages: ['onnxruntime-common', 'valibot'] },
  src: { layers: ['src'], packages: [] },
  models: {
    // Of the engine only its types, for the one error that is meant for people: nothing that computes.
    layers: ['src/onnx', 'src/grad', 'src/tensor', 'src/engine/types'],
    packages: ['@huggingface/tokenizers', 'onnxruntime-common', 'valibot'],
  },
  workers: { layers: ['src', 'models'], packages: [], lazy: ['onnxruntime-web'] },
  'app/charts': {
    layers: ['src/overlay'],
    packages: ['react', 'd3-shape', ...SCALES],
  },
  app: {
    layers: [
      'app',
      'src',
      'workers/protocol',
      'workers/client',
      'workers/offline/messages',
      'workers/library/protocol',
      'workers/library/client',
    ],
    packages: [
      'react',
      'react-dom',
      'react-aria',
      'react-aria-components',
      'react-error-boundary',
      'zustand',
      'valibot',
      'd3-shape',
      ...SCALES,
      '@fontsource-variable/inter',
      '@jsquash/jpeg',
      'uqr',
    ],
  },
  cli: { layers: ['src', 'models'], packages: ['*'] },
  '': { layers: ['*'], packages: ['*'] },
};

/**
 * @param {string} file path relative to the repository's root, with forward slashes
 * @returns {string} the key of the layer that the file belongs to
 */
export function layerOf(file) {
  const keys = Object.keys(LAYERS).filter((key) => isInside(file, key));
  return keys.reduce((best, key) => (key.length > best.length ? key : best), '');
}

/** @param {string} file @param {string} folder */
function isInside(file, folder) {
  return folder === '' || file === folder || file.startsWith(`${folder}/`) || file.startsWith(`${folder}.`);
}

/**
 * Why an import is against the layering, or undefined when it is fine.
 *
 * @param {string} file importing file, relative to the root
 * @param {string} specifier what stands in the import
 * @param {'static' | 'type' | 'dynamic'} kind
 * @returns {string | undefined}
 */
export function forbidden(file, specifier, kind) {
  if (/\.test\.tsx?$/.test(file) || file.includes('/testing/')) return undefined;
  const name = layerOf(file);
  const layer = /** @type {Layer} */ (LAYERS[name]);
  const clean = /** @type {string} */ (specifier.split('?')[0]);
  if (!clean.startsWith('.')) {
    if (matchesAny(clean, layer.packages)) return undefined;
    if (layer.lazy && matchesAny(clean, layer.lazy)) {
      if (kind !== 'static') return undefined;
      return `'${clean}' must be loaded by await import() here: its threads would load this chunk again and hang.`;
    }
    return `${name || 'this file'} may not import the package '${clean}' (allowed: ${list(layer.packages)}).`;
  }
  const target = path.posix.join(path.posix.dirname(file), clean);
  if (layerOf(target) === name || matchesAny(target, layer.layers)) return undefined;
  return `${name || 'this file'} may not import from ${target} (allowed: ${list(layer.layers)}).`;
}

/** @param {string} target @param {readonly string[]} allowed */
function matchesAny(target, allowed) {
  return allowed.some((folder) => folder === '*' || isInside(target, folder));
}

/** @param {readonly string[]} names */
function list(names) {
  return names.length > 0 ? names.join(', ') : 'none';
}

/** @type {import('eslint').Rule.RuleModule} */
const imports = {
  meta: {
    type: 'problem',
    schema: [],
    docs: { description: 'imports follow the layers of eslint.layers.js' },
  },
  create(context) {
    const file = path.relative(context.cwd, context.filename).split(path.sep).join('/');
    /** @param {any} node @param {any} source @param {'static' | 'type' | 'dynamic'} kind */
    const check = (node, source, kind) => {
      if (source?.type !== 'Literal' || typeof source.value !== 'string') return;
      const message = forbidden(file, source.value, kind);
      if (message) context.report({ node, message });
    };
    return {
      /** @param {any} node */
      ImportDeclaration: (node) => check(node, node.source, node.importKind === 'type' ? 'type' : 'static'),
      /** @param {any} node */
      ExportNamedDeclaration: (node) =>
        check(node, node.source, node.exportKind === 'type' ? 'type' : 'static'),
      /** @param {any} node */
      ExportAllDeclaration: (node) =>
        check(node, node.source, node.exportKind === 'type' ? 'type' : 'static'),
      ImportExpression: (node) => check(node, node.source, 'dynamic'),
    };
  },
};

export const layers = { meta: { name: 'layers' }, rules: { imports } };
