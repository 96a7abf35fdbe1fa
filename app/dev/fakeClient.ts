/**
 * A client that answers with made-up numbers, for working on the page without a model (`npx vite`, then `/?fake`).
 * Never part of a production build.
 */
import type { ExplainClient } from '../../workers/client';
import { squarePreprocessing } from '../../src/image/config';
import type { BlockKind, Importance } from '../../src/relevance/types';
import type { BlockWeights, ExplanationReply, MethodRequest, ModelInfo } from '../../workers/protocol';

const GRID = 12;
const N = GRID * GRID;
const NOUNS = ['cat', 'dog', 'apple', 'tree', 'nothing', 'house', 'car', 'yes', 'no', 'two', 'three', 'red'];

const blocks: ModelInfo['blocks'] = [
  ...kinds('vision.self', 6),
  ...kinds('text.self', 6),
  ...[0, 1].flatMap((layer) =>
    (['mapper.text_to_image', 'mapper.image_to_text', 'mapper.text.self', 'mapper.image.self'] as const).map(
      (kind) => ({
        kind,
        layer,
        heads: 4,
      }),
    ),
  ),
];

function kinds(kind: BlockKind, count: number) {
  return Array.from({ length: count }, (_, layer) => ({ kind, layer, heads: 4 }));
}

const info: ModelInfo = {
  id: 'stickers',
  name: 'Stickers 1.0',
  sha256: '0'.repeat(64),
  architecture: 'mapper',
  licence: 'MIT',
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

function weightsOf(tokens: number, seed: string): BlockWeights[] {
  const random = seeded(seed);
  return blocks.map(({ kind, layer }) => {
    const query =
      kind === 'text.self' || kind === 'mapper.text_to_image' || kind === 'mapper.text.self'
        ? 'text'
        : 'image';
    const length = query === 'text' ? tokens : N + 1;
    const level = kind.startsWith('mapper') ? 0.75 : 0.2 + layer * 0.02;
    const make = (scale: number) =>
      Float32Array.from({ length }, () => scale * level * (0.6 + 0.8 * random()));
    const weights: Record<Importance, Float32Array> = {
      norm: make(1),
      'norm-ln': make(1.2),
      gradient: make(1.6),
      mixing: make(0.8),
    };
    return { kind, layer, query, weights };
  });
}

export function createFakeClient(): ExplainClient {
  let last: { question: string; tokens: readonly string[] } = { question: '', tokens: [] };
  let id = 0;

  const method = (request: MethodRequest, key: string, tokens: readonly string[], startLayer: number) => {
    const wide = request.id === 'weighted' ? 1.8 : request.id === 'equal' ? 5 : 9;
    const floor = request.id === 'weighted' ? 0.02 : 0.22;
    const random = seeded(key + request.id);
    const raw = tokens.map((t, i) =>
      t.startsWith('<|') ? 0 : 0.05 + random() ** (request.id === 'weighted' ? 4 : 2) + i * 0,
    );
    const mass = raw.reduce((a, b) => a + b, 0) || 1;
    return {
      id: request.id,
      ...(request.id === 'weighted' ? { importance: request.importance ?? 'norm' } : {}),
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
    async explain(request, { onAnswers, signal } = {}) {
      const words = request.question.toLowerCase().match(/[a-z]+|[^a-z\s]/g) ?? [];
      const tokens = ['<|startoftext|>', ...words, '<|endoftext|>'];
      const key = request.imageKey + request.question;
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
      const wordIds = [-1, ...words.map((_, word) => word), -1];
      onAnswers?.({ type: 'answers', id, tokens, wordIds, answers, notices: [], answerMs: 9 });
      await wait(40, signal);
      last = { question: request.question, tokens };
      const startLayer = request.startLayer ?? 1;
      const target = request.answer ?? answers[0]!.text;
      const mapKey = key + target + (request.versus ?? '') + startLayer;
      const methods = request.methods.map((m) => method(m, mapKey, tokens, startLayer));
      const reply: ExplanationReply = {
        type: 'explanation',
        id: id++,
        document: {
          schema: 1,
          model: { id: info.id, sha256: info.sha256 },
          image: { sha256: '1'.repeat(64), width: 192, height: 192 },
          question: request.question,
          tokens,
          answers,
          target: { answer: target, ...(request.versus ? { versus: request.versus } : {}) },
          methods,
          timings: { answer: 9, explain: 31 },
        },
        weights: weightsOf(tokens.length, key),
        replay: methods.map((m) => ({
          image: blocks.map((_, b) =>
            Float32Array.from(
              m.image.values,
              (v, p) => (v + 0.002 * Math.sin(p * b)) * Math.max(0, (b - 10) / 9) ** 2,
            ),
          ),
          text: blocks.map((_, b) => Float32Array.from(m.text.values, (v) => v * Math.min(1, b / 12))),
        })),
      };
      return reply;
    },
    async attention(request, { signal } = {}) {
      await wait(20, signal);
      const { kind } = blocks[request.block]!;
      const text = last.tokens.length;
      const rows = kind.startsWith('vision') || kind.startsWith('mapper.image') ? N + 1 : text;
      const cols =
        kind === 'text.self' || kind === 'mapper.text.self' || kind === 'mapper.image_to_text' ? text : N + 1;
      const values = new Float32Array(rows * cols);
      for (let r = 0; r < rows; r++) {
        const row =
          cols === N + 1
            ? [0, ...imageMap(`${request.block}${request.head}${r}`, 3, 0.1)]
            : Array.from({ length: cols }, (_, c) => Math.exp(-Math.abs(c - r)) / 2);
        values.set(row, r * cols);
      }
      return { type: 'attention', id: id++, block: request.block, rows, cols, values };
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
