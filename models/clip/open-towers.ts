import type { Choices } from '../../src/ask/asked';
import type { OpenModel, Reading, Seen } from '../../src/engine/architecture';
import { placeOf, type PlannedBlock } from '../../src/engine/planned-blocks';
import type { Forward } from '../../src/engine/forward';
import { TensorPool } from '../../src/engine/program';
import type { ModelFacts } from '../../src/engine/types';
import type { Pixels } from '../../src/image/pixels';
import { PromptCache } from './prompt-cache';
import { planPrompts } from './prompts';
import { scoreCandidates } from './score';
import { TowerSubject, type SeenByClip } from './subject';
import type { ZeroShotTowers } from './zero-shot-towers';

/**
 * Zero-shot answers of two towers: candidates become prompts, the prompt nearest to the image wins, and the
 * winning score is explained in both towers. Tokens and words of an explanation are those of the explained answer's
 * prompt that is nearest to the image. Start layers count the blocks of the deeper tower; in a shallower one as many
 * blocks before the end are visited, or all.
 */
export class OpenTowers implements OpenModel {
  readonly facts: ModelFacts;
  readonly blocks: readonly PlannedBlock[];
  readonly sampleQuestion = 'a grey picture';
  private readonly prompts: PromptCache;

  private constructor(
    private readonly towers: ZeroShotTowers,
    architecture: string,
  ) {
    this.blocks = towers.blocks;
    this.prompts = new PromptCache(towers);
    this.facts = {
      ...towers.facts,
      architecture,
      answering: 'candidates',
      scoring: towers.scoring.kind,
      answers: [],
      offers: towers.offers,
      blocks: towers.blocks.map(placeOf),
    };
  }

  /** The first program is made here, so that files which no session takes are refused at once. */
  static async create(towers: ZeroShotTowers, architecture: string): Promise<OpenTowers> {
    await towers.forward('image', 'reduced');
    return new OpenTowers(towers, architecture);
  }

  async see(pixels: Pixels): Promise<Seen> {
    const { towers, prompts } = this;
    const forward = await towers.forward('image', 'reduced');
    const patches = towers.patchesOf(pixels);
    const pool = new TensorPool();
    towers.feed(pool, towers.imageFeeds([{ patches }]));
    await forward.run(pool, pool);
    const embedding = (await pool.get('image_embedding')!.getData()) as Float32Array;
    const image = { patches, pool, embedding };
    return {
      read: (question, choices) => read(this, towers, prompts, image, question, choices),
      dispose: () => pool.dispose(),
    };
  }

  async forward(): Promise<Forward> {
    // Datasets alone need it, and no page.
    const { clipForward } = await import('./forward');
    return clipForward(this.towers, this.prompts);
  }

  get backend() {
    return this.towers.sessions.backend.provider;
  }

  async dispose(): Promise<void> {
    await this.towers.sessions.dispose();
  }
}

async function read(
  { facts }: OpenTowers,
  towers: ZeroShotTowers,
  prompts: PromptCache,
  image: SeenByClip,
  question: string,
  choices: Choices | undefined,
): Promise<Reading> {
  const { candidates } = planPrompts(question, choices);
  const { embeddings, truncated } = await prompts.embed(candidates);
  const scores = scoreCandidates(image.embedding, embeddings, towers.scoring);
  const subjects = new Map<number, Promise<TowerSubject>>();
  return {
    vocabulary: candidates.map(({ answer }) => answer),
    logits: scores.logits,
    notices: truncated ? [`A prompt was cut at ${facts.maxTokens} tokens, the most this model reads.`] : [],
    candidates,
    subject(answer) {
      const found =
        subjects.get(answer) ??
        TowerSubject.create(towers, facts, { image, candidates, embeddings, scores, answer });
      subjects.set(answer, found);
      // A failed attempt (out of memory, say) is not remembered.
      found.catch(() => subjects.delete(answer));
      return found;
    },
    dispose() {
      for (const subject of subjects.values())
        subject.then(
          (one) => one.dispose(),
          () => undefined,
        );
    },
  };
}
