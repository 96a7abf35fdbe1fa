/**
 * Who may import whom: the layout of README.md as data, and the lint rule that enforces it.
 *
 * The folder with the longest matching path decides. A file may always import from its own layer. `layers` lists the
 * other folders it may use (a folder includes what is below it), `types` those of which it may use types alone,
 * `packages` the npm packages (with their subpaths); `'*'` allows everything. Packages under `lazy` may only be loaded by
 * `await import()`. An arrow never goes back up: no two layers may use each other (`scripts/imports.test.ts`).
 */
import path from 'node:path';

/**
 * @typedef {object} Layer
 * @property {readonly string[]} layers
 * @property {readonly string[]} [types]
 * @property {readonly string[]} packages
 * @property {readonly string[]} [lazy]
 */

const SCALES = ['d3-array', 'd3-scale', 'd3-scale-chromatic', 'd3-color', 'd3-interpolate'];

/** What the engine rests on, and what an architecture may be made of: all of `src` but learning and measuring. */
const ENGINE_ROOMS = [
  'src/anatomy',
  'src/ask',
  'src/export',
  'src/faithfulness',
  'src/grad',
  'src/image',
  'src/import',
  'src/methods',
  'src/onnx',
  'src/overlay',
  'src/relevance',
  'src/scene',
  'src/tensor',
  'src/text',
  'src/weights',
];

/** @type {Readonly<Record<string, Layer>>} */
export const LAYERS = {
  'src/tensor': { layers: [], packages: [] },
  'src/anatomy': { layers: ['src/tensor'], packages: [] },
  'src/anatomy/find': { layers: ['src/anatomy', 'src/onnx', 'src/tensor'], packages: [] },
  'src/onnx': { layers: ['src/tensor'], packages: ['@bufbuild/protobuf'] },
  'src/grad': { layers: ['src/onnx', 'src/tensor'], packages: [] },
  'src/weights': { layers: ['src/tensor'], packages: [] },
  // Files of others: the protobuf decoder only by way of src/onnx.
  'src/import': { layers: ['src/onnx', 'src/weights', 'src/tensor'], packages: [] },
  'src/text': { layers: ['src/tensor'], packages: ['@huggingface/tokenizers', '@bufbuild/protobuf'] },
  // What a file's bytes unpack with.
  'src/image': { layers: ['src/tensor'], packages: ['fflate'] },
  'src/scene': { layers: ['src/tensor', 'src/image/pixels'], packages: ['valibot'] },
  'src/overlay': { layers: ['src/tensor'], types: ['src/image/pixels'], packages: SCALES },
  'src/relevance': { layers: ['src/anatomy', 'src/tensor'], packages: [] },
  'src/faithfulness': { layers: ['src/relevance', 'src/tensor'], packages: [] },
  'src/methods': {
    // Words that occlusion keeps together.
    layers: ['src/relevance', 'src/anatomy', 'src/tensor', 'src/faithfulness/words'],
    packages: [],
  },
  'src/ask': {
    layers: [
      'src/anatomy',
      'src/methods',
      'src/relevance',
      'src/scene',
      'src/image/pixels',
      'src/overlay/ramp',
      'src/tensor',
      // Whether a text reads today as it did when its tokens were written.
      'src/text/clean',
    ],
    packages: ['valibot', 'fflate'],
  },
  'src/surfaces': { layers: ['src/overlay', 'src/image', 'src/tensor'], packages: SCALES },
  'src/answers': { layers: ['src/surfaces', 'src/overlay', 'src/image', 'src/tensor'], packages: SCALES },
  'src/export': {
    layers: [
      'src/answers',
      'src/surfaces',
      'src/ask',
      'src/methods',
      'src/anatomy',
      'src/overlay',
      'src/image',
      'src/tensor',
    ],
    packages: [],
  },
  'src/engine': { layers: ENGINE_ROOMS, packages: ['onnxruntime-common', 'valibot'] },
  'src/train': {
    layers: ['src/onnx', 'src/grad', 'src/tensor', 'src/weights', 'src/text'],
    packages: ['onnxruntime-common'],
  },
  'src/evaluate': {
    layers: [
      'src/anatomy',
      'src/ask',
      'src/engine',
      'src/faithfulness',
      'src/image',
      'src/methods',
      'src/relevance',
      'src/scene',
      'src/tensor',
    ],
    packages: [],
  },
  // Files of src itself, of which there is one: the globals that every host has.
  src: { layers: [], packages: [] },
  // Architectures. None may know how models are found and read: `models/hub` knows their configurations.
  'models/clip': { layers: [...ENGINE_ROOMS, 'src/engine'], packages: ['valibot'] },
  'models/clipmapper': { layers: [...ENGINE_ROOMS, 'src/engine', 'models/clip'], packages: ['valibot'] },
  'models/clipmapper/train': {
    layers: [...ENGINE_ROOMS, 'src/engine', 'src/train', 'models/clip', 'models/clipmapper'],
    packages: [],
  },
  'models/imported': { layers: [...ENGINE_ROOMS, 'src/engine', 'src/import'], packages: ['valibot'] },
  'models/captioner': {
    layers: [...ENGINE_ROOMS, 'src/engine', 'models/clip', 'models/clipmapper'],
    packages: ['valibot'],
  },
  'models/captioner/train': {
    layers: [
      ...ENGINE_ROOMS,
      'src/engine',
      'src/train',
      'models/clip',
      'models/clipmapper',
      'models/clipmapper/train',
      'models/captioner',
    ],
    packages: [],
  },
  'models/siglip': { layers: [...ENGINE_ROOMS, 'src/engine', 'models/clip'], packages: ['valibot'] },
  'models/toy': { layers: [...ENGINE_ROOMS, 'src/engine', 'models/clip'], packages: ['valibot'] },
  'models/hub': {
    layers: [
      ...ENGINE_ROOMS,
      // Which files of weights an ONNX file names.
      'src/import',
      'src/engine/architecture',
      'src/engine/types',
      'models/architectures',
      'models/clip/config',
      'models/clip/config-schema',
      'models/clip/summary',
      'models/clip/tensors',
      'models/siglip/config',
      'models/siglip/tensors',
      'models/clipmapper/config',
      'models/clipmapper/tensors',
    ],
    packages: ['valibot'],
  },
  // Tiny models of the real architectures, for tests and benchmarks.
  'models/fixtures': {
    layers: [...ENGINE_ROOMS, 'models/captioner', 'models/clip', 'models/clipmapper', 'models/hub'],
    packages: [],
  },
  // The one table of architectures, and what opens a model by it.
  models: { layers: [...ENGINE_ROOMS, 'src/engine', 'models'], packages: [] },
  workers: {
    layers: [...ENGINE_ROOMS, 'src/engine', 'models'],
    // Addresses of codecs, not their code.
    packages: [
      '@jsquash/avif/codec/dec/avif_dec.wasm',
      '@jsquash/jpeg/codec/dec/mozjpeg_dec.wasm',
      '@jsquash/webp/codec/dec/webp_dec.wasm',
    ],
    lazy: ['onnxruntime-web', '@jsquash/avif', '@jsquash/jpeg', '@jsquash/webp'],
  },
  'app/charts': {
    layers: ['src/overlay'],
    packages: ['react', 'd3-shape', ...SCALES],
  },
  app: {
    layers: [
      'app',
      'src/anatomy',
      'src/answers',
      'src/ask',
      'src/export',
      'src/faithfulness',
      'src/image',
      'src/methods',
      'src/overlay',
      'src/relevance',
      'src/scene',
      'src/surfaces',
      'src/tensor',
      'src/weights/digest',
      'workers/protocol',
      'workers/client',
      'workers/offline/messages',
      'workers/library/protocol',
      'workers/library/client',
      'workers/pictures/client',
    ],
    types: ['src/engine/types'],
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
  // What runs on Node, and is more than the command line.
  'node/files': { layers: ['src/tensor', 'node/terminal'], packages: ['*'] },
  'node/data': { layers: ['src', 'node/files'], packages: ['*'] },
  'node/library': {
    layers: ['src', 'models', 'node/files', 'node/errors', 'node/terminal'],
    packages: ['*'],
  },
  'node/train': {
    layers: ['src', 'models', 'node/data', 'node/files', 'node/library', 'node/errors', 'node/terminal'],
    packages: ['*'],
  },
  'node/evaluate': {
    layers: ['src', 'models', 'node/data', 'node/files', 'node/library', 'node/errors', 'node/terminal'],
    packages: ['*'],
  },
  node: { layers: ['src'], packages: ['*'] },
  cli: {
    layers: ['src', 'node', 'models/index', 'models/architectures'],
    types: ['models'],
    packages: ['*'],
  },
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
  if (layer.types && matchesAny(target, layer.types)) {
    if (kind === 'type') return undefined;
    return `${name || 'this file'} may not import from ${target} anything but types.`;
  }
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
