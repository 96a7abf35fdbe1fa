import { causalScores } from '../tensor/mask';
import type { TensorPool } from './program';
import type { Ort } from './runtime';

/** A float32 array on its way to the runtime. */
export interface Feed {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

export type Feeds = Readonly<Record<string, Feed>>;

/** Turns feeds into tensors of the runtime. */
export function feed(ort: Ort, pool: TensorPool, feeds: Feeds): void {
  for (const [name, { data, shape }] of Object.entries(feeds))
    pool.add(name, new ort.Tensor('float32', data, shape));
}

/** Feeds that carry a batch (those named), stacked; the others, which have none, once. */
export function stackedFeeds(rows: readonly Feeds[], batched: ReadonlySet<string>): Feeds {
  return Object.fromEntries(
    Object.entries(rows[0]!).map(([name, first]): [string, Feed] => {
      if (!batched.has(name)) return [name, first];
      const data = new Float32Array(rows.length * first.data.length);
      rows.forEach((feeds, row) => data.set(feeds[name]!.data, row * first.data.length));
      return [name, { shape: [rows.length, ...first.shape.slice(1)], data }];
    }),
  );
}

/** 1 on the diagonal: picks a self-attention map's own weights. */
export function identityMatrix(n: number): Feed {
  const data = new Float32Array(n * n);
  for (let i = 0; i < n; i++) data[i * n + i] = 1;
  return { shape: [n, n], data };
}

/** 0 on and below the diagonal, −1e4 above: a token sees itself and what came before. */
export function causalMask(length: number): Feed {
  return { shape: [1, 1, length, length], data: causalScores(length) };
}
