import type { Choices } from '../../src/ask/asked';
import {
  opener,
  type ModelFiles,
  type OpenModel,
  type Reading,
  type Runtime,
  type Seen,
} from '../../src/engine/architecture';
import type { Forward } from '../../src/engine/forward';
import type { Speech } from '../../src/engine/generate';
import { questionNotices } from '../../src/engine/notices';
import { placeOf, type PlannedBlock } from '../../src/engine/planned-blocks';
import { TensorPool } from '../../src/engine/program';
import type { ModelFacts } from '../../src/engine/types';
import type { Pixels } from '../../src/image/pixels';
import { WhylightError } from '../../src/tensor/error';
import { MapperSubject } from '../clipmapper/subject';
import { Captioner, captionStream } from './captioner-model';
import type { CaptionerConfig } from './config';
import { captioner } from './';

/** Tells what an image shows, token by token; each token is explained through both towers and the mapper. */
class OpenCaptioner implements OpenModel {
  readonly facts: ModelFacts;
  readonly blocks: readonly PlannedBlock[];
  readonly sampleQuestion = 'a';

  private constructor(private readonly captioner: Captioner) {
    this.blocks = captioner.blocks;
    this.facts = {
      ...captioner.facts,
      answers: captioner.answers,
      architecture: 'captioner',
      answering: 'vocabulary',
      says: 'captions',
      offers: ['attention', 'attention-gradients', 'importance', 'input-gradients', 'model-runs'],
      blocks: captioner.blocks.map(placeOf),
    };
  }

  /** The programs are made here, so that files which no session takes are refused at once. */
  static async create(files: ModelFiles, runtime: Runtime, config: CaptionerConfig): Promise<OpenCaptioner> {
    const made = new Captioner(files, runtime, config);
    for (const stage of ['vision', 'answer', 'explain'] as const) await made.program(stage, 'reduced');
    return new OpenCaptioner(made);
  }

  async see(pixels: Pixels): Promise<Seen> {
    const { captioner: model } = this;
    const patches = model.patchesOf(pixels);
    const pool = new TensorPool();
    model.feed(pool, model.embeddings.image([{ patches }]));
    await (await model.program('vision', 'reduced')).run(pool, pool);
    return {
      read: (said, choices) => read(model, patches, pool, said, choices),
      speech: speechOf(model, pool),
      dispose: () => pool.dispose(),
    };
  }

  async forward(): Promise<Forward> {
    // Datasets alone need it, and no page.
    const { MapperForward } = await import('../clipmapper/forward');
    return MapperForward.create(this.captioner);
  }

  get backend() {
    return this.captioner.sessions.backend.provider;
  }

  async dispose(): Promise<void> {
    await this.captioner.sessions.dispose();
  }
}

export const captionerOpener = opener(captioner, (files, runtime) =>
  OpenCaptioner.create(files, runtime, files.manifest.config),
);

/** Runs text tower and mapper on the caption so far; what they need of the image is in `image`. */
async function answered(model: Captioner, image: TensorPool, ids: readonly number[]): Promise<TensorPool> {
  const pool = new TensorPool(image);
  model.feed(pool, model.embeddings.text([{ ids }]));
  await (await model.program('answer', 'reduced')).run(pool, pool);
  return pool;
}

const logitsOf = (pool: TensorPool): Float32Array => pool.get('logits')!.data as Float32Array;

async function read(
  model: Captioner,
  patches: Float32Array,
  image: TensorPool,
  said: string,
  choices: Choices | undefined,
): Promise<Reading> {
  if (choices !== undefined)
    throw new WhylightError(
      'bad-input',
      'This model tells what comes next in a caption, so it takes no candidates: leave them out.',
    );
  const encoding = model.encode(said);
  const pool = await answered(model, image, encoding.ids);
  const subject = new MapperSubject(model, patches, encoding, pool, captionStream(encoding));
  return {
    vocabulary: model.answers,
    logits: logitsOf(pool),
    notices: questionNotices(encoding),
    // Every token is read off the same caption.
    subject: async () => subject,
    dispose: () => pool.dispose(),
  };
}

function speechOf(model: Captioner, image: TensorPool): Speech {
  const { eos, maxLength } = model.tokenizer;
  // CLIP's texts begin with a token of their own.
  const [bos] = model.encode('').ids as [number];
  return {
    vocabulary: model.answers,
    end: eos,
    // The start token takes one place.
    maxTokens: maxLength - 1,
    encode: (text) => model.encode(text).ids.slice(1),
    async next(tokens) {
      const pool = await answered(model, image, [bos, ...tokens]);
      const logits = logitsOf(pool).slice();
      pool.dispose();
      return logits;
    },
  };
}
