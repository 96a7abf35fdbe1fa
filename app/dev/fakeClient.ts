/**
 * A client that answers with made-up numbers, for working on the page without a model (`npx vite`, then `/?fake`).
 * Never part of a production build.
 */
import { lengthOf, streamById, streamOf, withVersions, type Stream, type StreamId } from '../../src/anatomy';
import type { AskedMethod, ExplanationDocument } from '../../src/ask';
import { squarePreprocessing } from '../../src/image/config';
import { NEEDS } from '../../src/methods/method';
import type { Importance } from '../../src/relevance/types';
import type { ExplainClient } from '../../workers/client';
import type { BlockWeights, ModelInfo } from '../../workers/protocol';

const GRID = 12;
const N = GRID * GRID;
const NOUNS = ['cat', 'dog', 'apple', 'tree', 'nothing', 'house', 'car', 'yes', 'no', 'two', 'three', 'red'];

const blocks: ModelInfo['blocks'] = withVersions([
  ...tower('vision.self', 'Image tower', 'image'),
  ...tower('text.self', 'Text tower', 'text'),
  ...[0, 1].flatMap((layer) => [
    mapper('text_to_image', layer, 'text', 'image'),
    mapper('image_to_text', layer, 'image', 'text'),
    mapper('text.self', layer, 'text', 'text'),
    mapper('image.self', layer, 'image', 'image'),
  ]),
]);

function tower(kind: string, section: string, stream: StreamId) {
  return Array.from({ length: 6 }, (_, layer) => ({
    kind,
    section,
    layer,
    heads: 4,
    query: stream,
    key: stream,
    depth: layer,
  }));
}

function mapper(kind: string, layer: number, query: StreamId, key: StreamId) {
  return { kind: `mapper.${kind}`, section: 'Mapper', layer, heads: 4, query, key, depth: null };
}

const streamsOf = (tokens: number): Stream[] => [
  streamOf('image', [
    { kind: 'special', label: 'class token', count: 1 },
    { kind: 'patches', label: 'patches', grid: { rows: GRID, cols: GRID }, count: N },
  ]),
  streamOf('text', [
    { kind: 'special', label: 'start token', count: 1 },
    { kind: 'words', label: 'words', count: tokens - 2 },
    { kind: 'special', label: 'end token', count: 1 },
  ]),
];

const info: ModelInfo = {
  id: 'stickers',
  name: 'Stickers 1.0',
  sha256: '0'.repeat(64),
  architecture: 'clipmapper',
  licence: 'MIT',
  answering: 'vocabulary',
  offers: NEEDS,
  backend: 'wasm',
  threads: 2,
  backendReason: 'No GPU adapter was found, so the model runs on WASM.',
  grid: { rows: GRID, cols: GRID },
  imageSize: 192,
  maxTokens: 32,
  answers: NOUNS,
  blocks,
  startLayers: 6,
  recommended: { startLayer: 1, importance: 'norm' },
  domain: 'stickers',
  preprocessing: squarePreprocessing(192),
  loadMs: 840,
};

const wait = (ms: number, signal?: AbortSignal) =>
  new Promise<void>((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal?.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(new DOMException('aborted', 'AbortError'));
    });
  });

/** A small generator (Mulberry32): the same words give the same picture. */
function seeded(text: string): () => number {
  let state = 7;
  for (const char of text) state = (Math.imul(state, 31) + char.charCodeAt(0)) | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

function imageMap(seed: string, spread: number, floor: number): number[] {
  const random = seeded(seed);
  const spots = [0, 1].map(
    (i) => [2 + random() * 8, 4 + random() * 6, i === 0 ? 1 : 0.35 + spread * 0.2] as const,
  );
  const values = Array.from({ length: N }, (_, p) => {
    const row = Math.floor(p / GRID);
    const col = p % GRID;
    const heat = spots.reduce(
      (sum, [x, y, h]) => sum + h * Math.exp(-((col - x) ** 2 + (row - y) ** 2) / spread),
      0,
    );
    return heat + floor * random();
  });
  const mass = values.reduce((a, b) => a + b, 0);
  return values.map((v) => v / mass);
}

function weightsOf(streams: readonly Stream[], seed: string): BlockWeights[] {
  const random = seeded(seed);
  return blocks.map(({ kind, layer, query }, block) => {
    const length = lengthOf(streamById(streams, query));
    const level = kind.startsWith('mapper') ? 0.75 : 0.2 + layer * 0.02;
    const make = (scale: number) =>
      Float32Array.from({ length }, () => scale * level * (0.6 + 0.8 * random()));
    const weights: Record<Importance, Float32Array> = {
      norm: make(1),
      'norm-ln': make(1.2),
      gradient: make(1.6),
      mixing: make(0.8),
    };
    return { block, query, weights };
  });
}

export function createFakeClient(): ExplainClient {
  let last: ExplanationDocument | undefined;
  let id = 0;

  const mapsOf = (method: AskedMethod, key: string, tokens: readonly string[], startLayer: number) => {
    const wide = method.id === 'weighted' ? 1.8 : method.id === 'equal' ? 5 : 9;
    const floor = method.id === 'weighted' ? 0.02 : 0.22;
    const random = seeded(key + method.id);
    const raw = tokens.map((token) =>
      token.startsWith('<|') ? 0 : 0.05 + random() ** (method.id === 'weighted' ? 4 : 2),
    );
    const mass = raw.reduce((a, b) => a + b, 0) || 1;
    return {
      id: method.id,
      ...(method.id === 'weighted' ? { importance: method.importance ?? 'norm' } : {}),
      startLayer,
      image: { rows: GRID, cols: GRID, values: imageMap(key, wide, floor), rawMass: 0.42 },
      text: { values: raw.map((v) => v / mass), rawMass: 0.2 },
    };
  };

  return {
    async load(_request, { onProgress, signal } = {}) {
      for (let i = 1; i <= 8; i++) {
        await wait(60, signal);
        onProgress?.({ type: 'progress', id: 0, stage: 'model', loaded: i * 1.1e6, total: 8.8e6 });
      }
      return info;
    },
    async setImage(key, _image, { signal } = {}) {
      await wait(15, signal);
      return { type: 'image', id: id++, key, encodeMs: 14 };
    },
    async explain({ imageKey, asked }, { onAnswers, signal } = {}) {
      const { question, target, methods } = asked;
      const found = question.toLowerCase().match(/[a-z]+|[^a-z\s]/g) ?? [];
      const tokens = ['<|startoftext|>', ...found, '<|endoftext|>'];
      const key = imageKey + question;
      await wait(30, signal);
      const random = seeded(key);
      const logits = NOUNS.map((text) => ({ text, logit: random() * 6 })).sort((a, b) => b.logit - a.logit);
      logits[0]!.logit += 2.5;
      const total = logits.reduce((sum, { logit }) => sum + Math.exp(logit), 0);
      const answers = logits.map(({ text, logit }) => ({
        text,
        logit,
        probability: Math.exp(logit) / total,
      }));
      onAnswers?.({ type: 'answers', id, answers, notices: [], answerMs: 9 });
      await wait(40, signal);
      const startLayer = asked.startLayer ?? 1;
      const explained = { ...target, answer: target.answer ?? answers[0]!.text };
      const mapKey = key + explained.answer + (explained.versus ?? '') + startLayer;
      const streams = streamsOf(tokens.length);
      const document: ExplanationDocument = {
        schema: 2,
        model: { id: info.id, sha256: info.sha256 },
        image: { sha256: '1'.repeat(64), width: 192, height: 192 },
        question,
        tokens,
        words: [-1, ...found.map((_, word) => word), -1],
        streams,
        answers,
        target: explained,
        methods: methods.map((method) => mapsOf(method, mapKey, tokens, startLayer)),
        timings: { answer: 9, explain: 31 },
      };
      last = document;
      return { type: 'explanation', id: id++, document, weights: weightsOf(streams, key) };
    },
    async attention({ block, head }, { signal } = {}) {
      await wait(20, signal);
      const { query, key } = blocks[block]!;
      const sizes = { image: N + 1, text: last!.tokens.length } as Readonly<Record<StreamId, number>>;
      const [rows, cols] = [sizes[query]!, sizes[key]!];
      const values = new Float32Array(rows * cols);
      for (let r = 0; r < rows; r++) {
        const row =
          key === 'image'
            ? [0, ...imageMap(`${block}${head}${r}`, 3, 0.1)]
            : Array.from({ length: cols }, (_, c) => Math.exp(-Math.abs(c - r)) / 2);
        values.set(row, r * cols);
      }
      return { type: 'attention', id: id++, block, rows, cols, values };
    },
    async replay({ methods }, { signal } = {}) {
      await wait(200, signal);
      const shown = methods.map(({ id: wanted }) => last!.methods.find((entry) => entry.id === wanted)!);
      const steps = shown.map(({ image, text }) => ({
        image: blocks.map((_, b) =>
          Float32Array.from(
            image!.values,
            (v, p) => (v + 0.002 * Math.sin(p * b)) * Math.max(0, (b - 10) / 9) ** 2,
          ),
        ),
        text: blocks.map((_, b) => Float32Array.from(text!.values, (v) => v * Math.min(1, b / 12))),
      }));
      return { type: 'replay', id: id++, steps };
    },
    async perturb(request, { onPoint, signal } = {}) {
      const fractions = [0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.5, 0.75, 0.8, 0.85, 0.9, 0.95, 1];
      for (const fraction of fractions) {
        for (const { id: name } of request.methods) {
          for (const direction of ['positive', 'negative'] as const) {
            const steep = { weighted: 6, equal: 3 }[name] ?? 1.6;
            const score =
              direction === 'positive'
                ? 0.9 * Math.exp(-steep * fraction) + 0.02
                : 0.92 * (1 - fraction ** steep) + 0.02;
            onPoint?.({
              type: 'perturb',
              id,
              modality: request.modality,
              method: name,
              direction,
              fraction,
              score,
              answer: score > 0.4 ? 'cat' : 'nothing',
              ...(fraction === 1
                ? { auc: direction === 'positive' ? 0.9 / steep : 1 - 1 / (steep + 1) }
                : {}),
            });
          }
        }
        await wait(60, signal);
      }
    },
    onNotice: () => () => {},
    dispose() {},
  };
}
