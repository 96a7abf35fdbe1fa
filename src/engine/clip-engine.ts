import { sha256Hex } from '../weights/digest';
import type { TensorData } from '../weights/safetensors-write';
import type { ModelFolder } from '../../models/hub/folder';
import type { Encoding } from '../text/tokenizer';
import { planPrompts, type Candidate, type Choices } from '../../models/clip/prompts';
import {
  candidateTarget,
  imageCotangent,
  promptCotangent,
  scoreCandidates,
  type PromptEmbeddings,
  type Scores,
} from '../../models/clip/score';
import { preprocess, toPatches } from '../image/preprocess';
import {
  explainAll,
  methodById,
  relevanceOf,
  replay,
  requireServes,
  type ExplainedMaps,
  type MethodOptions,
  type Sizes,
} from '../relevance';
import type { Block, ReadOut, Relevance } from '../relevance/types';
import { explanationDocument } from './assemble';
import { blockAt, readAttention, type AttentionMap } from './attention';
import { readBlocks } from './blocks';
import { ClipModel } from './clip-model';
import { dumpClip } from './clip-dump';
import { ClipAnswerer } from './clip-answerer';
import { readsInputs, unchanged } from './input-methods';
import type { InputMaps } from './inputs-gradient';
import { occlusion } from './occlusion';
import { perturbExample, type PerturbTask } from './perturb';
import { TensorPool } from './program';
import { PromptCache } from './prompts';
import type { BackendOptions, Ort } from './runtime';
import { methodOptions, rankAnswers, startLayerOf } from './settings';
import { targetVector } from './target';
import type {
  Answered,
  EncodedImage,
  Engine,
  EngineInfo,
  Explained,
  MethodSpec,
  Pixels,
  Target,
} from './types';

interface Encoded extends EncodedImage {
  readonly pool: TensorPool;
  readonly patches: Float32Array;
  readonly tokens: number;
  /** Unit length, [projection_dim]. */
  readonly embedding: Float32Array;
}

/** A prompt that stands for an answer in explanations, and what the text tower computed of it. */
interface Winner {
  readonly prompt: string;
  readonly encoding: Encoding;
  /** Forward values of the text tower, once they were needed. */
  pool?: TensorPool;
}

interface Asked extends Answered {
  readonly image: Encoded;
  /** As they were given. */
  readonly choices?: Choices;
  readonly candidates: readonly Candidate[];
  readonly embeddings: readonly PromptEmbeddings[];
  readonly scores: Scores;
  /** One a candidate: its prompt nearest to the image. */
  readonly winners: readonly Winner[];
}

/** Puts a CLIP without mapper on a runtime. Throws a `WhylightError` when the folder's files do not fit each other. */
export async function createClipEngine(
  ort: Ort,
  folder: ModelFolder,
  backend: BackendOptions,
): Promise<ClipEngine> {
  const model = new ClipModel(ort, folder, backend);
  await model.forward('image', 'reduced');
  const { manifest, sha256 } = folder;
  const { text_config: text, vision_config: vision } = manifest.config.clip;
  return new ClipEngine(model, {
    id: manifest.id,
    name: manifest.name,
    sha256,
    architecture: 'two-tower',
    licence: manifest.licence,
    grid: { rows: model.side, cols: model.side },
    imageSize: vision.image_size,
    maxTokens: text.max_position_embeddings,
    answers: [],
    blocks: model.blocks.map(({ kind, layer, heads }) => ({ kind, layer, heads })),
    startLayers: model.depth,
    recommended: manifest.recommended,
    preprocessing: model.preprocessing,
    domain: manifest.domain,
  });
}

/**
 * Zero-shot answers of an unmodified CLIP: candidates become prompts, the prompt nearest to the image wins, and the
 * winning score is explained in both towers. Tokens and words of an explanation are those of the explained answer's
 * prompt that is nearest to the image. `startLayer` counts the blocks of the deeper tower; in a shallower one as many
 * blocks before the end are visited, or all.
 */
export class ClipEngine implements Engine {
  private readonly prompts: PromptCache;

  constructor(
    readonly model: ClipModel,
    readonly info: EngineInfo,
  ) {
    this.prompts = new PromptCache(model);
  }

  async encodeImage(pixels: Pixels): Promise<Encoded> {
    const start = performance.now();
    const { model } = this;
    const forward = await model.forward('image', 'reduced');
    const resized = preprocess(pixels, model.preprocessing);
    const patches = toPatches(resized, model.config.clip.vision_config.patch_size, model.preprocessing);
    const pool = new TensorPool();
    const feeds = model.imageFeeds([{ patches }]);
    model.feed(pool, feeds);
    await forward.run(pool, pool);
    return {
      sha256: await sha256Hex(
        new Uint8Array(pixels.data.buffer, pixels.data.byteOffset, pixels.data.byteLength),
      ),
      width: pixels.width,
      height: pixels.height,
      milliseconds: performance.now() - start,
      pool,
      patches,
      tokens: feeds['patches']!.shape[1]!,
      embedding: (await pool.get('image_embedding')!.getData()) as Float32Array,
      dispose: () => pool.dispose(),
    };
  }

  /** @param choices candidate answers; the question's kind gives them when left out (see `planPrompts`) */
  async answer(image: EncodedImage, question: string, choices?: Choices): Promise<Asked> {
    const start = performance.now();
    const encoded = image as Encoded;
    const { candidates } = planPrompts(question, choices);
    const { embeddings, truncated } = await this.prompts.embed(candidates);
    const scores = scoreCandidates(encoded.embedding, embeddings, this.model.scale);
    const answers = rankAnswers(
      scores.logits,
      candidates.map(({ answer }) => answer),
    );
    const winners = candidates.map(({ prompts }, k): Winner => {
      const prompt = prompts[scores.winners[k]!]!;
      return { prompt, encoding: this.model.tokenizer.encode(prompt) };
    });
    const first = winners[candidates.findIndex(({ answer }) => answer === answers[0]!.text)]!;
    return {
      question,
      tokens: first.encoding.tokens,
      wordIds: first.encoding.wordIds,
      answers,
      notices: truncated
        ? [`A prompt was cut at ${this.info.maxTokens} tokens, the most this model reads.`]
        : [],
      candidates,
      ...(choices === undefined ? {} : { choices }),
      milliseconds: performance.now() - start,
      image: encoded,
      embeddings,
      scores,
      winners,
      dispose: () => winners.forEach(({ pool }) => pool?.dispose()),
    };
  }

  async explain(
    answered: Answered,
    target: Target,
    methods: readonly MethodSpec[],
    startLayer?: number,
  ): Promise<Explained> {
    const start = performance.now();
    const asked = answered as Asked;
    const { info, model } = this;
    const first = startLayerOf(info, startLayer);
    const chosen = this.target(asked, target);
    const winner = asked.winners[chosen.index]!;
    const words = await this.wordsOf(winner);
    const pools = { image: new TensorPool(asked.image.pool), text: new TensorPool(words) };
    try {
      const cotangents = this.cotangents(asked, chosen.index, chosen.weights);
      for (const stream of ['image', 'text'] as const) {
        const data = cotangents[stream];
        model.feed(pools[stream], { [`${stream}_cotangent`]: { shape: [1, data.length], data } });
        const backward = await model.backward(stream, 'reduced', this.backwardFrom(first));
        await backward.run(pools[stream], pools[stream]);
      }
      const sizes: Sizes = {
        text: winner.encoding.ids.length,
        image: asked.image.tokens,
        grid: info.grid,
      };
      const blocks = readBlocks(model.blocks, (name) => pools.image.get(name) ?? pools.text.get(name), sizes);
      const backward = performance.now();
      const readOut: ReadOut = { mode: 'towers', row: sizes.text - 1 };
      const aligned = this.align(blocks);
      const options = (method: MethodSpec) => methodOptions(info, method, first);
      const asOptions = methods.map(options);
      const fromAttention = asOptions.filter((method) => !readsInputs(method));
      const attentionMaps = explainAll(aligned, sizes, readOut, fromAttention);
      const accumulated = performance.now();
      const maps: (ExplainedMaps | InputMaps)[] = [];
      for (const method of asOptions) {
        const place = fromAttention.indexOf(method);
        maps.push(place < 0 ? await this.occluded(asked, chosen, method) : attentionMaps[place]!);
      }
      const finished = performance.now();
      const shown = { ...asked, tokens: winner.encoding.tokens, prompt: winner.prompt };
      const document = explanationDocument(info, shown, chosen, asOptions, maps, {
        encodeImage: asked.image.milliseconds,
        answer: asked.milliseconds,
        explain: finished - start,
        backward: backward - start,
        accumulate: accumulated - backward,
        ...(fromAttention.length < methods.length ? { inputMethods: finished - accumulated } : {}),
      });
      return {
        document,
        blocks,
        relevance: (method) => relevanceOf(aligned, sizes, options(method)),
        replay: (method) => {
          const steps = readsInputs(method)
            ? unchanged(maps[methods.findIndex(({ id }) => id === method.id)], blocks.length)
            : replay(aligned, sizes, readOut, options(method));
          const narrow = (all: Float64Array[]) => all.map((values) => Float32Array.from(values));
          return { image: narrow(steps.image), text: narrow(steps.text) };
        },
      };
    } finally {
      pools.image.dispose();
      pools.text.dispose();
    }
  }

  async perturb(answered: Answered, task: PerturbTask): Promise<void> {
    const asked = answered as Asked;
    const { index } = this.target(asked, task);
    const { ids, wordIds } = asked.winners[index]!.encoding;
    const { patches } = asked.image;
    await perturbExample(this.answererOf(asked, index), { patches, ids, wordIds }, task);
  }

  dump(
    answered: Answered,
    target: Target,
    relevance: Readonly<Record<string, Relevance>>,
  ): Promise<TensorData[]> {
    const asked = answered as Asked;
    const { index, weights } = this.target(asked, target);
    return dumpClip(this.model, {
      patches: asked.image.patches,
      ids: asked.winners[index]!.encoding.ids,
      logits: Float32Array.from(asked.scores.logits),
      target: Float32Array.from(weights),
      cotangents: this.cotangents(asked, index, weights),
      relevance,
    });
  }

  async attention(answered: Answered, block: number, head?: number): Promise<AttentionMap> {
    const asked = answered as Asked;
    const place = blockAt(this.model.blocks, block, head);
    const winner = asked.winners[this.target(asked, {}).index]!;
    const pool = place.query === 'image' ? asked.image.pool : await this.wordsOf(winner);
    const sizes = { text: winner.encoding.ids.length, image: asked.image.tokens };
    return readAttention(place, pool.get(place.attention!)!, sizes, head);
  }

  async warmUp(onStep?: (done: number, total: number) => void): Promise<void> {
    const side = this.info.imageSize;
    const grey = { width: side, height: side, data: new Uint8ClampedArray(side * side * 4).fill(128) };
    const image = await this.encodeImage(grey);
    onStep?.(1, 3);
    const answered = await this.answer(image, 'a grey picture');
    onStep?.(2, 3);
    await this.explain(answered, {}, [{ id: 'equal' }, { id: 'weighted' }]);
    onStep?.(3, 3);
    answered.dispose();
    image.dispose();
  }

  async dispose(): Promise<void> {
    await this.model.dispose();
  }

  /** The explained candidate and the vector c of y = c · s. @throws WhylightError for an answer that is no candidate */
  private target({ answers, candidates, scores }: Asked, target: Target) {
    const vocabulary = candidates.map(({ answer }) => answer);
    const chosen = targetVector(target, vocabulary, answers[0]!.text);
    const index = vocabulary.indexOf(chosen.answer);
    const rival = chosen.versus === undefined ? undefined : vocabulary.indexOf(chosen.versus);
    return { ...chosen, index, weights: candidateTarget(scores.logits, index, rival) };
  }

  /** Answers anew with parts of the image, or of one candidate's explained prompt, taken away. */
  private answererOf({ image, candidates, embeddings, scores }: Asked, index: number): ClipAnswerer {
    return new ClipAnswerer(this.model, {
      answers: candidates.map(({ answer }) => answer),
      embeddings,
      image: image.embedding,
      candidate: index,
      prompt: scores.winners[index]!,
      tokens: image.tokens,
    });
  }

  /** Occlusion, which is the one method on inputs that serves two towers. @throws MethodError for the others */
  private occluded(
    asked: Asked,
    { c, index }: { readonly c: Float32Array; readonly index: number },
    { id }: MethodOptions,
  ): Promise<InputMaps> {
    requireServes(methodById(id), 'two-tower');
    const answerer = this.answererOf(asked, index);
    const { ids, wordIds } = asked.winners[index]!.encoding;
    const example = { patches: asked.image.patches, ids, wordIds, target: c };
    return occlusion((images, texts) => answerer.logits(images, texts), example, this.model.side);
  }

  /** ∂y/∂ of the image's embedding and of the explained prompt's. */
  private cotangents({ image, embeddings }: Asked, index: number, weights: Float64Array) {
    const { scale } = this.model;
    return {
      image: imageCotangent(embeddings, weights, scale),
      text: promptCotangent(image.embedding, embeddings[index]!, weights[index]!, scale),
    };
  }

  /** What the text tower computes of a prompt, kept with the answer. */
  private async wordsOf(winner: Winner): Promise<TensorPool> {
    if (winner.pool) return winner.pool;
    const forward = await this.model.forward('text', 'reduced');
    const pool = new TensorPool();
    this.model.feed(pool, this.model.embeddings.text([{ ids: winner.encoding.ids }]));
    await forward.run(pool, pool);
    winner.pool = pool;
    return pool;
  }

  /** Two backward programs a tower at most, since each costs memory: from the recommended start layer, and whole. */
  private backwardFrom(startLayer: number): number {
    const { recommended } = this.info;
    return startLayer >= recommended.startLayer ? recommended.startLayer : 0;
  }

  /** Blocks with their layers counted as the start layer is: from the deeper tower's first. */
  private align(blocks: readonly Block[]): Block[] {
    return blocks.map((block) => ({ ...block, layer: block.layer + this.model.lag(block.query) }));
  }
}
