import type { ClipmapperEngine } from '../engine/engine';
import { wordsOf } from '../engine/perturb';
import type { EncodedImage, MethodSpec } from '../engine/types';
import {
  auc,
  fineGrid,
  groundTruth,
  planPerturbation,
  readPlan,
  wordGrid,
  wordRelevance,
  type Faithfulness,
} from '../faithfulness';
import { permutation, prng } from '../relevance';
import type { Seen } from './answering';
import { hiddenRows, type Forward } from '../../node/evaluate/forward';
import type { ItemRecord, MaskRecord, MethodRecord, TruthRecord } from './records';
import { scorePatchSets, scoreWordSets, type Question, type Score } from './scoring';

/** Name under which the mean over random orders stands. */
export const RANDOM = 'random';

export interface ExplainerOptions {
  readonly methods: readonly { readonly name: string; readonly spec: MethodSpec }[];
  readonly startLayer: number;
  readonly permutations: number;
  readonly seed: number;
}

/**
 * Explains the model's first answer by every method and tests the maps: perturbation curves of patches and of words, and
 * agreement with the patches that justify the answer (DESIGN section 5). Runs that methods and directions share are
 * made once.
 */
export class Explainer {
  private encoded: { seen: Seen; image: EncodedImage } | undefined;

  constructor(
    private readonly engine: ClipmapperEngine,
    private readonly forward: Forward,
    private readonly options: ExplainerOptions,
  ) {}

  /** `place` is the picture's place in the dataset; `item` the place of the question on it. */
  async examine(
    seen: Seen,
    place: number,
    item: number,
    answer: string,
  ): Promise<Pick<ItemRecord, 'mask' | 'methods'>> {
    const { methods, permutations } = this.options;
    const { question: text, credit } = seen.picture.items[item]!;
    const seed = prng(this.options.seed, place, item).below(2 ** 31);
    const explained = await this.explain(seen, text, answer, seed);
    const question: Question = {
      ids: explained.ids,
      words: wordsOf(explained.wordIds),
      answers: this.engine.info.answers,
      target: answer,
      credit,
    };
    const named = methods.filter(({ name }) => name !== RANDOM);
    const hasRandom = named.length < methods.length;
    const asked = { seed, permutations: hasRandom ? permutations : 0 };
    const image = await this.testPatches(seen, question, explained.images, asked);
    const words = explained.texts.map((map) => wordRelevance(map, question.words));
    const [text0, text1] = await this.testWords(seen, question, words, asked);
    const covered = seen.drawn.coverage[item]!;
    const truths = covered ? explained.images.map((map) => groundTruth(map, covered)) : [];
    const record = (n: number, truth: TruthRecord | undefined): MethodRecord => ({
      image: image.credit(n),
      text: text0!.credit(n),
      textInPlace: text1!.credit(n),
      probability: { image: image.probability(n), text: text0!.probability(n) },
      ...(truth ? { truth } : {}),
    });
    const found = named.map(({ name }, n) => [name, record(n, truthOf(truths[n]))] as const);
    const random = hasRandom
      ? [[RANDOM, record(-1, covered ? randomTruth(covered, permutations, seed) : undefined)] as const]
      : [];
    const mask = covered ? maskOf(groundTruth(covered, covered)) : undefined;
    return { ...(mask ? { mask } : {}), methods: Object.fromEntries([...found, ...random]) };
  }

  /** Frees the last picture. */
  dispose(): void {
    this.encoded?.image.dispose();
    this.encoded = undefined;
  }

  private async explain(seen: Seen, question: string, answer: string, seed: number) {
    const { engine, options } = this;
    if (this.encoded?.seen !== seen) {
      this.dispose();
      this.encoded = { seen, image: await engine.encodeImage(seen.drawn.pixels) };
    }
    const answered = await engine.answer(this.encoded.image, question);
    try {
      const specs = options.methods
        .filter(({ name }) => name !== RANDOM)
        .map(({ spec }) => ({ ...spec, seed }));
      const { document } = await engine.explain(answered, { answer }, specs, options.startLayer);
      return {
        ids: engine.model.tokenizer.encode(question).ids,
        wordIds: answered.wordIds,
        images: document.methods.map(({ image }) => image.values),
        texts: document.methods.map(({ text }) => text.values),
      };
    } finally {
      answered.dispose();
    }
  }

  private async testPatches(
    seen: Seen,
    question: Question,
    maps: readonly ArrayLike<number>[],
    asked: { seed: number; permutations: number },
  ): Promise<Tested> {
    const units = this.engine.info.grid.rows * this.engine.info.grid.cols;
    const plan = planPerturbation({ units, maps, grid: fineGrid(units), ...asked });
    const scores = await scorePatchSets(this.forward, seen.patches, question, plan.keepSets);
    return tested(plan, scores);
  }

  /** With words closed up, and with words in place. */
  private async testWords(
    seen: Seen,
    question: Question,
    maps: readonly ArrayLike<number>[],
    asked: { seed: number; permutations: number },
  ): Promise<Tested[]> {
    const units = question.words.length;
    const plan = planPerturbation({ units, maps, grid: wordGrid(units), ...asked });
    const hidden = hiddenRows(seen.seen, [seen.row]);
    const found: Tested[] = [];
    for (const inPlace of [false, true]) {
      found.push(tested(plan, await scoreWordSets(this.forward, hidden, question, plan.keepSets, inPlace)));
    }
    return found;
  }
}

/** Curves of each method by its place; −1 is the mean over the random orders. */
interface Tested {
  credit(method: number): { positive: readonly number[]; negative: readonly number[] };
  /** Areas under the curves of the explained answer's probability. */
  probability(method: number): { positive: number; negative: number };
}

function tested(plan: ReturnType<typeof planPerturbation>, scores: readonly Score[]): Tested {
  const read = (of: (score: Score) => number) => {
    const { methods, random } = readPlan(plan, scores.map(of));
    return (method: number): Faithfulness => (method < 0 ? random! : methods[method]!);
  };
  const [credit, probability] = [read((score) => score.credit), read((score) => score.probability)];
  return {
    credit: (method) => {
      const { positive, negative } = credit(method);
      return { positive: positive.scores.map(shortened), negative: negative.scores.map(shortened) };
    },
    probability: (method) => {
      const { positive, negative } = probability(method);
      return { positive: shortened(auc(positive)), negative: shortened(auc(negative)) };
    },
  };
}

function truthOf(found: ReturnType<typeof groundTruth> | undefined): TruthRecord | undefined {
  if (!found) return undefined;
  const { mass, rank, pointing } = found.scores;
  return { mass: shortened(mass), rank: shortened(rank), pointing: shortened(pointing) };
}

function maskOf(found: ReturnType<typeof groundTruth>): MaskRecord | undefined {
  return found ? { random: found.random, ceiling: found.ceiling } : undefined;
}

/** Mean scores of maps whose patches are in random order: what theory says of them is mean(c), for all three. */
export function randomTruth(
  coverage: ArrayLike<number>,
  permutations: number,
  seed: number,
): TruthRecord | undefined {
  const draws = Array.from({ length: permutations }, (_, n) =>
    truthOf(groundTruth(permutation(coverage.length, prng(seed, 1 + n)), coverage)),
  );
  if (!draws.every((draw) => draw !== undefined)) return undefined;
  const mean = (of: (draw: TruthRecord) => number) =>
    draws.reduce((sum, draw) => sum + of(draw), 0) / permutations;
  return { mass: mean((d) => d.mass), rank: mean((d) => d.rank), pointing: mean((d) => d.pointing) };
}

/** Six digits: more than any figure shows, and a third of the bytes. */
const shortened = (value: number): number => Math.round(value * 1e6) / 1e6;
