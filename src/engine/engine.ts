import { sha256Hex } from '../weights/digest';
import type { ModelFolder } from '../../models/hub/folder';
import type { Encoding } from '../text/tokenizer';
import type { TensorData } from '../weights/safetensors-write';
import { preprocess, toPatches } from '../image/preprocess';
import { explainAll, relevanceOf, replay, type ExplainedMaps, type Sizes } from '../relevance';
import type { Relevance } from '../relevance/types';
import { WhylightError } from '../tensor/error';
import { blockAt, readAttention, type AttentionMap } from './attention';
import { readBlocks } from './blocks';
import { dumpTensors } from './dump';
import { explanationDocument } from './assemble';
import { inputMaps, readsInputs, unchanged } from './input-methods';
import type { ImageInput, TextInput } from './inputs';
import type { InputMaps } from './inputs-gradient';
import { Model } from './model';
import { questionNotices } from './notices';
import { perturbExample, type PerturbTask } from './perturb';
import { TensorPool } from './program';
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

const REDUCED = { detail: 'reduced' } as const;

interface Encoded extends EncodedImage {
  readonly pool: TensorPool;
  readonly patches: Float32Array;
  readonly tokens: number;
}

interface Asked extends Answered {
  readonly image: Encoded;
  readonly encoding: Encoding;
  readonly pool: TensorPool;
}

/** Puts a model folder on a runtime. Throws a `WhylightError` when the folder does not hold a CLIPmapper that fits. */
export async function createEngine(
  ort: Ort,
  folder: ModelFolder,
  backend: BackendOptions,
): Promise<ClipmapperEngine> {
  const model = new Model(ort, folder, backend);
  const { blocks } = await model.programs(REDUCED);
  const { manifest, sha256 } = folder;
  const { text_config: text, vision_config: vision } = manifest.config.clip;
  const info: EngineInfo = {
    id: manifest.id,
    name: manifest.name,
    sha256,
    architecture: 'mapper',
    licence: manifest.licence,
    grid: { rows: model.side, cols: model.side },
    imageSize: vision.image_size,
    maxTokens: text.max_position_embeddings,
    answers: manifest.answers,
    blocks: blocks.map(({ kind, layer, heads }) => ({ kind, layer, heads })),
    startLayers: Math.max(text.num_hidden_layers, vision.num_hidden_layers),
    recommended: manifest.recommended,
    preprocessing: model.preprocessing,
    domain: manifest.domain,
  };
  return new ClipmapperEngine(model, info);
}

/** The engine of a CLIPmapper: runs its programs in turn and hands what they leave behind to the relevance rules. */
export class ClipmapperEngine implements Engine {
  constructor(
    readonly model: Model,
    readonly info: EngineInfo,
  ) {}

  async encodeImage(pixels: Pixels): Promise<Encoded> {
    const start = performance.now();
    const { model } = this;
    const { vision } = await model.programs(REDUCED);
    const resized = preprocess(pixels, model.preprocessing);
    const patches = toPatches(resized, model.config.clip.vision_config.patch_size, model.preprocessing);
    const pool = new TensorPool();
    const feeds = model.embeddings.image([{ patches }]);
    model.feed(pool, feeds);
    await vision.run(pool, pool);
    return {
      sha256: await sha256Hex(
        new Uint8Array(pixels.data.buffer, pixels.data.byteOffset, pixels.data.byteLength),
      ),
      width: pixels.width,
      height: pixels.height,
      milliseconds: performance.now() - start,
      pool,
      patches,
      tokens: feeds.patches!.shape[1]!,
      dispose: () => pool.dispose(),
    };
  }

  async answer(image: EncodedImage, question: string): Promise<Asked> {
    const start = performance.now();
    const encoded = image as Encoded;
    const encoding = this.tokenize(question);
    const { answer } = await this.model.programs(REDUCED);
    const pool = new TensorPool(encoded.pool);
    this.model.feed(pool, this.model.embeddings.text([{ ids: encoding.ids }]));
    await answer.run(pool, pool);
    return {
      question,
      tokens: encoding.tokens,
      wordIds: encoding.wordIds,
      answers: rankAnswers(pool.get('logits')!.data as Float32Array, this.info.answers),
      notices: questionNotices(encoding),
      milliseconds: performance.now() - start,
      image: encoded,
      encoding,
      pool,
      dispose: () => pool.dispose(),
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
    const { model, info } = this;
    const { explain, blocks: places } = await model.programs(REDUCED);
    const chosen = targetVector(target, info.answers, asked.answers[0]!.text);
    const first = startLayerOf(info, startLayer);
    const pool = new TensorPool(asked.pool);
    try {
      model.feed(pool, { target: { shape: [1, info.answers.length], data: chosen.c } });
      await explain.run(pool, pool);
      const sizes: Sizes = { text: asked.tokens.length, image: asked.image.tokens, grid: info.grid };
      const blocks = readBlocks(places, (name) => pool.get(name), sizes);
      const backward = performance.now();
      const readOut = { mode: 'cross', row: sizes.text - 1 } as const;
      const options = (method: MethodSpec) => methodOptions(info, method, first);
      const asOptions = methods.map(options);
      const fromAttention = asOptions.filter((method) => !readsInputs(method));
      const accumulatedMaps = explainAll(blocks, sizes, readOut, fromAttention);
      const accumulated = performance.now();
      const example = {
        patches: asked.image.patches,
        ids: asked.encoding.ids,
        wordIds: asked.wordIds,
        target: chosen.c,
      };
      const maps: (ExplainedMaps | InputMaps)[] = [];
      for (const method of asOptions) {
        const place = fromAttention.indexOf(method);
        maps.push(place < 0 ? await inputMaps(model, example, method) : accumulatedMaps[place]!);
      }
      const finished = performance.now();
      const document = explanationDocument(info, asked, chosen, asOptions, maps, {
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
        relevance: (method) => relevanceOf(blocks, sizes, options(method)),
        replay: (method) => {
          const steps = readsInputs(method)
            ? unchanged(maps[methods.findIndex(({ id }) => id === method.id)], blocks.length)
            : replay(blocks, sizes, readOut, options(method));
          const narrow = (all: Float64Array[]) => all.map((values) => Float32Array.from(values));
          return { image: narrow(steps.image), text: narrow(steps.text) };
        },
      };
    } finally {
      pool.dispose();
    }
  }

  /** Logits of inputs of any length; see `Model.logits`. */
  logits(images: readonly ImageInput[], texts: readonly TextInput[]): Promise<Float32Array> {
    return this.model.logits(images, texts);
  }

  /** Perturbation curves of maps of an answered question, told point by point; see `perturbExample`. */
  async perturb(answered: Answered, task: PerturbTask): Promise<void> {
    const { image, encoding } = answered as Asked;
    await perturbExample(
      this,
      { patches: image.patches, ids: encoding.ids, wordIds: encoding.wordIds },
      task,
    );
  }

  dump(
    answered: Answered,
    target: Target,
    relevance: Readonly<Record<string, Relevance>>,
  ): Promise<TensorData[]> {
    const { image, question, answers } = answered as Asked;
    const { c } = targetVector(target, this.info.answers, answers[0]!.text);
    return dumpTensors(this.model, { patches: image.patches, question, target: c, relevance });
  }

  async attention(answered: Answered, block: number, head?: number): Promise<AttentionMap> {
    const asked = answered as Asked;
    const { blocks } = await this.model.programs(REDUCED);
    const place = blockAt(blocks, block, head);
    const tensor = place.attention === undefined ? undefined : asked.pool.get(place.attention);
    if (!tensor)
      throw new WhylightError(
        'bad-input',
        `Block ${block} (${place.kind} ${place.layer}) has no influence on the answer and is not run.`,
      );
    return readAttention(place, tensor, { text: asked.tokens.length, image: asked.image.tokens }, head);
  }

  async warmUp(onStep?: (done: number, total: number) => void): Promise<void> {
    const side = this.info.imageSize;
    const grey = { width: side, height: side, data: new Uint8ClampedArray(side * side * 4).fill(128) };
    const image = await this.encodeImage(grey);
    onStep?.(1, 3);
    const answered = await this.answer(image, 'what is this?');
    onStep?.(2, 3);
    await this.explain(answered, {}, [{ id: 'equal' }, { id: 'weighted' }]);
    onStep?.(3, 3);
    answered.dispose();
    image.dispose();
  }

  async dispose(): Promise<void> {
    await this.model.dispose();
  }

  /** @throws WhylightError for an empty question */
  private tokenize(question: string): Encoding {
    if (question.trim() === '')
      throw new WhylightError(
        'bad-input',
        'The question is empty: type one, such as "what is in the picture?".',
      );
    return this.model.tokenizer.encode(question);
  }
}
