import type { ModelFiles, Runtime } from '../../src/engine/architecture';
import type { PlannedBlock } from '../../src/engine/planned-blocks';
import { TensorPool, type Program } from '../../src/engine/program';
import { inputNames } from '../../src/engine/sessions';
import { fileWeights } from '../../src/engine/weights';
import { WhylightError } from '../../src/tensor/error';
import type { Encoding } from '../../src/text/tokenizer';
import type { ImageInput, TextInput } from '../clip/inputs';
import { repeated } from '../clip/texts';
import { clipInputs, TowerModel } from '../clip/tower-model';
import type { ClipmapperConfig } from './config';
import { clipmapperPrograms, type Programs, type ProgramOptions } from './programs';
import { clipmapperTensors } from './tensors';

type Detail = ProgramOptions['detail'];

/** Programs in the order in which they run: once an image, once a question, once a question and target. */
export type Stage = 'vision' | 'answer' | 'explain';

/** A CLIPmapper on a runtime: its programs, made when they are first needed. */
export class Mapper extends TowerModel {
  readonly blocks: readonly PlannedBlock[];
  private readonly plans = new Map<Detail, Programs>();

  /** @throws WhylightError ('model-broken') when the model's files do not fit each other */
  constructor(
    files: ModelFiles,
    runtime: Runtime,
    readonly config: ClipmapperConfig,
  ) {
    super(files, runtime, config.clip, clipmapperTensors(config, files.manifest.answers.length), clipInputs);
    this.blocks = this.plan('reduced').blocks;
  }

  get answers(): readonly string[] {
    return this.files.manifest.answers;
  }

  program(stage: Stage, detail: Detail): Promise<Program> {
    return this.sessions.get(`${stage} ${detail}`, () => {
      const { vision, answer, explain } = this.plan(detail);
      switch (stage) {
        case 'vision':
          return { graph: vision, kept: inputNames(answer, explain) };
        case 'answer':
          return { graph: answer, kept: inputNames(explain) };
        case 'explain':
          return { graph: explain };
      }
    });
  }

  /**
   * Logits [batch, answers] of images and texts in step. One image goes with all texts and one text with all images: it is
   * repeated, since the programs have one batch size, and ONNX Runtime plans its memory by that name.
   */
  async logits(images: readonly ImageInput[], texts: readonly TextInput[]): Promise<Float32Array> {
    const pool = new TensorPool();
    try {
      const size = Math.max(images.length, texts.length);
      this.feed(pool, this.embeddings.image(repeated(images, size)));
      this.feed(pool, this.embeddings.text(repeated(texts, size)));
      await (await this.program('vision', 'reduced')).run(pool, pool);
      await (await this.program('answer', 'reduced')).run(pool, pool);
      return pool.get('logits')!.data as Float32Array;
    } finally {
      pool.dispose();
    }
  }

  /** @throws WhylightError for an empty question */
  encode(question: string): Encoding {
    if (question.trim() === '')
      throw new WhylightError(
        'bad-input',
        'The question is empty: type one, such as "what is in the picture?".',
      );
    return this.tokenizer.encode(question);
  }

  private plan(detail: Detail): Programs {
    const found =
      this.plans.get(detail) ??
      clipmapperPrograms(this.config, this.answers.length, fileWeights(this.weights), { detail });
    this.plans.set(detail, found);
    return found;
  }
}
