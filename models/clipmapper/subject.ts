import type { ReadOut, Stream } from '../../src/anatomy';
import type { Run, RunOptions, Subject } from '../../src/engine/architecture';
import type { PlannedBlock } from '../../src/engine/planned-blocks';
import { float32, withoutBatch } from '../../src/engine/dump';
import { TensorPool } from '../../src/engine/program';
import type { TargetVector } from '../../src/engine/target';
import type { ProbedInputs, Shortened } from '../../src/methods/probe';
import type { Encoding } from '../../src/text/tokenizer';
import { imagesOf, imageStream, readAtEnd, textsOf, textStream } from '../clip/texts';
import type { Mapper } from './mapper-model';
import { probedInputs } from './probed-inputs';

/** A question as it was read: every answer is explained on its tokens. */
export class MapperSubject implements Subject {
  readonly tokens: readonly string[];
  readonly wordIds: readonly number[];
  readonly streams: readonly Stream[];
  readonly readOuts: readonly ReadOut[];
  readonly text = { stream: 'text', from: 0 } as const;

  constructor(
    private readonly mapper: Mapper,
    /** Of the image, [N, 3p²]. */
    private readonly patches: Float32Array,
    private readonly encoding: Encoding,
    /** Forward values of image and question. */
    private readonly pool: TensorPool,
    text: Stream = textStream(encoding),
  ) {
    this.tokens = encoding.tokens;
    this.wordIds = encoding.wordIds;
    this.streams = [imageStream(mapper.grid), text];
    this.readOuts = [readAtEnd(mapper.blocks, encoding)];
  }

  attention({ attention }: PlannedBlock) {
    return attention === undefined ? undefined : this.pool.get(attention);
  }

  async explain({ c }: TargetVector, { detail }: RunOptions): Promise<Run> {
    const { mapper, patches, encoding } = this;
    const pool = new TensorPool(detail === 'reduced' ? this.pool : undefined);
    try {
      mapper.feed(pool, { target: { shape: [1, c.length], data: c } });
      if (detail === 'full') {
        mapper.feed(pool, mapper.embeddings.image([{ patches }]));
        mapper.feed(pool, mapper.embeddings.text([{ ids: encoding.ids }]));
        await (await mapper.program('vision', 'full')).run(pool, pool);
        await (await mapper.program('answer', 'full')).run(pool, pool);
      }
      await (await mapper.program('explain', detail)).run(pool, pool);
    } catch (error) {
      pool.dispose();
      throw error;
    }
    return {
      outputs: (name) => pool.get(name),
      tensors: () => [
        ...mapper.inputTensors(patches, encoding.ids),
        withoutBatch('logits', pool.get('logits')!),
        float32('target', [c.length], c),
      ],
      dispose: () => pool.dispose(),
    };
  }

  logits(runs: readonly Shortened[]): Promise<Float32Array> {
    return this.mapper.logits(imagesOf(this.patches, runs), textsOf(this.encoding, runs));
  }

  inputs({ c }: TargetVector): ProbedInputs {
    return probedInputs(this.mapper, this.patches, this.encoding, c);
  }
}
