import type { ModelFiles, Runtime } from '../../src/engine/architecture';
import type { PlannedBlock } from '../../src/engine/planned-blocks';
import { TensorPool, type Program } from '../../src/engine/program';
import { inputNames } from '../../src/engine/sessions';
import { fileWeights } from '../../src/engine/weights';
import { WhylightError } from '../../src/tensor/error';
import type { Encoding } from '../../src/text/tokenizer';
import type { ImageInput, TextInput } from '../clip/inputs';
import { repeated } from '../clip/texts';
import type { TensorTable } from '../../src/weights/table';
import { clipInputs, TowerModel } from '../clip/tower-model';
import type { ClipmapperConfig } from './config';
import { mapper, type Head } from './mapper';
import { clipmapperPrograms, type Programs, type ProgramOptions } from './programs';
import { clipmapperTensors } from './tensors';

type Detail = ProgramOptions['detail'];

/** Programs in the order in which they run: once an image, once a question, once a question and target. */
export type Stage = 'vision' | 'answer' | 'explain';

/** What sets models with two towers and a mapper apart: what stands on the towers, its tensors, what it chooses from. */
export interface MapperKind {
  readonly head: Head;
  tensors(config: ClipmapperConfig, answers: number): TensorTable;
  /** Answers in the order of the logits. */
  answers(files: ModelFiles): readonly string[];
}

const CLIPMAPPER: MapperKind = {
  head: mapper,
  tensors: clipmapperTensors,
  answers: ({ manifest }) => manifest.answers,
};

/** A CLIPmapper on a runtime: its programs, made when they are first needed. */
export class Mapper extends TowerModel {
  readonly blocks: readonly PlannedBlock[];
  /** Answers in the order of the logits. */
  readonly answers: readonly string[];
  private readonly plans = new Map<Detail, Programs>();

  /** @throws WhylightError ('model-broken') when the model's files do not fit each other */
  constructor(
    files: ModelFiles,
    runtime: Runtime,
    readonly config: ClipmapperConfig,
    readonly kind: MapperKind = CLIPMAPPER,
  ) {
    const answers = kind.answers(files);
    super(files, runtime, config.clip, kind.tensors(config, answers.length), clipInputs);
    this.answers = answers;
    this.blocks = this.plan('reduced').blocks;
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
      clipmapperPrograms(this.config, this.answers.length, fileWeights(this.weights), {
        detail,
        head: this.kind.head,
      });
    this.plans.set(detail, found);
    return found;
  }
}
