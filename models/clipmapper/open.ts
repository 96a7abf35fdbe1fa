import type { Choices } from '../../src/ask/asked';
import {
  opener,
  type ModelFiles,
  type OpenModel,
  type Reading,
  type Runtime,
  type Seen,
} from '../../src/engine/architecture';
import { placeOf, type PlannedBlock } from '../../src/engine/planned-blocks';
import type { Forward } from '../../src/engine/forward';
import { questionNotices } from '../../src/engine/notices';
import { TensorPool } from '../../src/engine/program';
import type { ModelFacts } from '../../src/engine/types';
import type { Pixels } from '../../src/image/pixels';
import { WhylightError } from '../../src/tensor/error';
import type { ClipmapperConfig } from './config';
import { Mapper } from './mapper-model';
import { MapperSubject } from './subject';
import { clipmapper } from './';

/** Answers from a vocabulary, read at the question's end token, explained through both towers and the mapper. */
class OpenClipmapper implements OpenModel {
  readonly facts: ModelFacts;
  readonly blocks: readonly PlannedBlock[];
  readonly sampleQuestion = 'what is this?';

  private constructor(private readonly mapper: Mapper) {
    this.blocks = mapper.blocks;
    this.facts = {
      ...mapper.facts,
      architecture: 'clipmapper',
      answering: 'vocabulary',
      offers: ['attention', 'attention-gradients', 'importance', 'input-gradients', 'model-runs'],
      blocks: mapper.blocks.map(placeOf),
    };
  }

  /** The programs are made here, so that files which no session takes are refused at once. */
  static async create(
    files: ModelFiles,
    runtime: Runtime,
    config: ClipmapperConfig,
  ): Promise<OpenClipmapper> {
    const mapper = new Mapper(files, runtime, config);
    for (const stage of ['vision', 'answer', 'explain'] as const) await mapper.program(stage, 'reduced');
    return new OpenClipmapper(mapper);
  }

  async see(pixels: Pixels): Promise<Seen> {
    const { mapper } = this;
    const vision = await mapper.program('vision', 'reduced');
    const patches = mapper.patchesOf(pixels);
    const pool = new TensorPool();
    mapper.feed(pool, mapper.embeddings.image([{ patches }]));
    await vision.run(pool, pool);
    return {
      read: (question, choices) => read(mapper, patches, pool, question, choices),
      dispose: () => pool.dispose(),
    };
  }

  async forward(): Promise<Forward> {
    // Datasets alone need it, and no page.
    const { MapperForward } = await import('./forward');
    return MapperForward.create(this.mapper);
  }

  get backend() {
    return this.mapper.sessions.backend.provider;
  }

  async dispose(): Promise<void> {
    await this.mapper.sessions.dispose();
  }
}

export const clipmapperOpener = opener(clipmapper, (files, runtime) =>
  OpenClipmapper.create(files, runtime, files.manifest.config),
);

async function read(
  mapper: Mapper,
  patches: Float32Array,
  image: TensorPool,
  question: string,
  choices: Choices | undefined,
): Promise<Reading> {
  if (choices !== undefined)
    throw new WhylightError(
      'bad-input',
      `This model answers from its own ${mapper.answers.length} answers, so it takes no candidates: leave them out.`,
    );
  const encoding = mapper.encode(question);
  const answer = await mapper.program('answer', 'reduced');
  const pool = new TensorPool(image);
  mapper.feed(pool, mapper.embeddings.text([{ ids: encoding.ids }]));
  await answer.run(pool, pool);
  const subject = new MapperSubject(mapper, patches, encoding, pool);
  return {
    vocabulary: mapper.answers,
    logits: pool.get('logits')!.data as Float32Array,
    notices: questionNotices(encoding),
    // Every answer is read off the same tokens.
    subject: async () => subject,
    dispose: () => pool.dispose(),
  };
}
