import { stackedFeeds, type Feeds } from '../../src/engine/feeds';
import { TensorPool } from '../../src/engine/program';
import type { ProbedInputs, ProbeInputs } from '../../src/methods/probe';
import type { Encoding } from '../../src/text/tokenizer';
import { patchLength } from '../clip/config';
import { BATCHED } from '../clip/inputs';
import type { Mapper } from './mapper-model';

/** Pixels of patches and embeddings of words as numbers, and y = c · logits with its gradients at others like them. */
export function probedInputs(
  mapper: Mapper,
  patches: Float32Array,
  { ids, wordIds }: Encoding,
  c: Float32Array,
): ProbedInputs {
  const feeds: Feeds = { ...mapper.embeddings.image([{ patches }]), ...mapper.embeddings.text([{ ids }]) };
  const width = patchLength(mapper.config.clip.vision_config);
  const embeds = feeds['text_embeds']!.data;
  const batchOf = (rows: readonly ProbeInputs[]): Feeds =>
    stackedFeeds(
      rows.map((row) => feedsWith(feeds, row, width)),
      BATCHED,
    );
  return {
    // The network reads the patches behind the class token's row of zeros.
    given: { patches: feeds['patches']!.data.subarray(width), embeds },
    empty: {
      patches: new Float32Array(feeds['patches']!.data.length - width),
      embeds: withoutWords(mapper, wordIds, embeds),
    },
    async gradients(rows) {
      const pool = new TensorPool();
      try {
        mapper.feed(pool, batchOf(rows));
        const targets = new Float32Array(rows.length * c.length);
        rows.forEach((_, row) => targets.set(c, row * c.length));
        mapper.feed(pool, { target: { shape: [rows.length, c.length], data: targets } });
        for (const stage of ['vision', 'answer', 'explain'] as const)
          await (await mapper.program(stage, 'inputs')).run(pool, pool);
        const found = (name: string) => pool.get(name)!.data as Float32Array;
        return {
          patches: withoutClassToken(found('d patches'), rows.length, width),
          embeds: found('d text_embeds'),
        };
      } finally {
        pool.dispose();
      }
    },
    async scores(rows) {
      const pool = new TensorPool();
      try {
        mapper.feed(pool, batchOf(rows));
        for (const stage of ['vision', 'answer'] as const)
          await (await mapper.program(stage, 'inputs')).run(pool, pool);
        const logits = pool.get('logits')!.data as Float32Array;
        return rows.map((_, row) => c.reduce((y, weight, i) => y + weight * logits[row * c.length + i]!, 0));
      } finally {
        pool.dispose();
      }
    },
  };
}

/** The feeds of an example with other pixels and embeddings; the class token's row stays zero. */
function feedsWith(feeds: Feeds, { patches, embeds }: ProbeInputs, width: number): Feeds {
  const data = new Float32Array(feeds['patches']!.data.length);
  data.set(patches, width);
  return {
    ...feeds,
    patches: { ...feeds['patches']!, data },
    text_embeds: { ...feeds['text_embeds']!, data: embeds },
  };
}

/** [rows, tokens, width] less the first token of each row. */
function withoutClassToken(all: Float32Array, rows: number, width: number): Float32Array {
  const length = all.length / rows;
  const out = new Float32Array(all.length - rows * width);
  for (let row = 0; row < rows; row++)
    out.set(all.subarray(row * length + width, (row + 1) * length), row * (length - width));
  return out;
}

/** What an empty text leaves: the positions of its words, and start and end whole. */
function withoutWords(mapper: Mapper, wordIds: readonly number[], embeds: Float32Array): Float32Array {
  const d = mapper.config.clip.text_config.hidden_size;
  const positions = mapper.embeddings.textPositions;
  const out = embeds.slice();
  wordIds.forEach((word, token) => {
    if (word >= 0) out.set(positions.subarray(token * d, (token + 1) * d), token * d);
  });
  return out;
}
