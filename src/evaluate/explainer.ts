import { tokensOfWords } from '../anatomy';
import type { AskedMethod } from '../ask/asked';
import type { Model, SeenImage } from '../engine/model';
import {
  auc,
  fineGrid,
  groundTruth,
  planPerturbation,
  readPlan,
  wordGrid,
  wordRelevance,
  type Faithfulness,
  type Words,
} from '../faithfulness';
import { permutation, prng } from '../relevance';
import type { GivenAnswer, SeenPicture } from './answering';
import { shownMaps } from './maps';
import type { NamedMethod } from './methods';
import type { ItemRecord, MaskRecord, MethodRecord, TruthRecord } from './records';
import { scorePatchSets, scoreWordSets, type Score, type Tested } from './scoring';

/** Name under which the mean over random orders stands. */
export const RANDOM = 'random';

export interface ExplainerOptions {
  readonly methods: readonly NamedMethod[];
  readonly startLayer: number;
  readonly permutations: number;
  readonly seed: number;
}

/** What fixes the random choices of a test: how ties are broken, and how many random orders there are. */
interface Draws {
  readonly seed: number;
  readonly permutations: number;
}

/**
 * Explains the model's first answer by every method and tests the maps: perturbation curves of patches and of words
 * (after Chefer et al. 2021, section 5), and agreement with the patches that justify the answer (after Arras et al. 2022).
 * Runs that methods and directions share are made once.
 */
export class Explainer {
  private last: { picture: SeenPicture; image: SeenImage } | undefined;

  constructor(
    private readonly model: Model,
    private readonly options: ExplainerOptions,
  ) {}

  /** `place` is the picture's place in the dataset; `item` the place of the question on it. */
  async examine(
    seen: SeenPicture,
    place: number,
    item: number,
    given: GivenAnswer,
  ): Promise<Pick<ItemRecord, 'mask' | 'methods'>> {
    const { methods, permutations } = this.options;
    const { question, credit } = seen.picture.items[item]!;
    const seed = prng(this.options.seed, place, item).below(2 ** 31);
    const named = methods.filter(({ name }) => name !== RANDOM);
    const hasRandom = named.length < methods.length;
    const draws = { seed, permutations: hasRandom ? permutations : 0 };
    const specs = named.map(({ spec }) => ({ ...spec, seed }));
    const { words, images, texts } = await this.explain(seen, question, given.answer, specs);
    const tested: Tested = { seen, question, given, credit };
    const image = await this.testPatches(tested, images, draws);
    const [closedUp, inPlace] = await testWords(tested, words, texts, draws);
    const covered = seen.drawn.coverage[item]!;
    const truths = covered ? images.map((map) => groundTruth(map, covered)) : [];
    const record = (n: number, truth: TruthRecord | undefined): MethodRecord => ({
      image: image.credit(n),
      text: closedUp.credit(n),
      textInPlace: inPlace.credit(n),
      probability: { image: image.probability(n), text: closedUp.probability(n) },
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
    this.last?.image.dispose();
    this.last = undefined;
  }

  /** Maps of every method in the order given, over patches and over the tokens of `words`. */
  private async explain(
    picture: SeenPicture,
    question: string,
    answer: string,
    methods: readonly AskedMethod[],
  ) {
    if (this.last?.picture !== picture) {
      this.dispose();
      this.last = { picture, image: await this.model.see(picture.drawn.pixels) };
    }
    const answered = await this.model.ask(this.last.image, question);
    try {
      const { document } = await answered.explain({
        answer,
        methods,
        startLayer: this.options.startLayer,
      });
      return { words: tokensOfWords(document.words), ...shownMaps(document) };
    } finally {
      answered.dispose();
    }
  }

  private async testPatches(
    tested: Tested,
    maps: readonly ArrayLike<number>[],
    draws: Draws,
  ): Promise<TestedMaps> {
    const { rows, cols } = this.model.facts.grid;
    const units = rows * cols;
    const plan = planPerturbation({ units, maps, grid: fineGrid(units), ...draws });
    return testedMaps(plan, await scorePatchSets(tested, plan.keepSets));
  }
}

/** With the words that stay closed up, and at their own positions. */
async function testWords(
  tested: Tested,
  words: Words,
  texts: readonly ArrayLike<number>[],
  draws: Draws,
): Promise<[closedUp: TestedMaps, inPlace: TestedMaps]> {
  const maps = texts.map((map) => wordRelevance(map, words));
  const units = words.length;
  const plan = planPerturbation({ units, maps, grid: wordGrid(units), ...draws });
  const closedUp = testedMaps(plan, await scoreWordSets(tested, plan.keepSets, 'closed-up'));
  return [closedUp, testedMaps(plan, await scoreWordSets(tested, plan.keepSets, 'in-place'))];
}

/** Curves of each method by its place; −1 is the mean over the random orders. */
interface TestedMaps {
  credit(method: number): { positive: readonly number[]; negative: readonly number[] };
  /** Areas under the curves of the explained answer's probability. */
  probability(method: number): { positive: number; negative: number };
}

function testedMaps(plan: ReturnType<typeof planPerturbation>, scores: readonly Score[]): TestedMaps {
  const read = (of: (score: Score) => number) => {
    const { methods, random } = readPlan(plan, scores.map(of));
    return (method: number): Faithfulness => (method < 0 ? random! : methods[method]!);
  };
  const [credit, probability] = [read((score) => score.credit), read((score) => score.probability)];
  return {
    credit: (method) => {
      const { positive, negative } = credit(method);
      return { positive: positive.scores.map(sixDigits), negative: negative.scores.map(sixDigits) };
    },
    probability: (method) => {
      const { positive, negative } = probability(method);
      return { positive: sixDigits(auc(positive)), negative: sixDigits(auc(negative)) };
    },
  };
}

function truthOf(found: ReturnType<typeof groundTruth> | undefined): TruthRecord | undefined {
  if (!found) return undefined;
  const { mass, rank, pointing } = found.scores;
  return { mass: sixDigits(mass), rank: sixDigits(rank), pointing: sixDigits(pointing) };
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

/** More digits than any figure shows, and a third of the bytes. */
const sixDigits = (value: number): number => Math.round(value * 1e6) / 1e6;
