import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { FeatureExample } from '../../../models/clipmapper/train/features-task';
import { toPatches } from '../../../src/image/preprocess';
import { preprocessingOf } from '../../../src/image/stated';
import { loadRuntime } from '../../library/ort';
import type { LabelledQuestion, QuestionFolder } from '../../data/folder';
import { Pictures } from '../data/pictures';
import { FeatureCache } from './cache';
import { ClipFeatures } from './features';
import type { ClipFolder } from './folder';

/** Images, and texts, that go through a tower at once. */
const BATCH = 16;

/** The features of a folder's images and questions, from disk. */
export interface FeatureStore {
  example(
    imageId: string,
    questions: readonly LabelledQuestion[],
    answerIndex: ReadonlyMap<string, number>,
  ): Promise<FeatureExample>;
  close(): Promise<void>;
}

export interface StoreOptions {
  readonly clip: ClipFolder;
  readonly folder: QuestionFolder;
  /** Folder of the cache; features of each CLIP have one of their own in it. */
  readonly cache: string;
  readonly threads?: number;
  readonly onProgress?: (what: string, done: number, total: number) => void;
}

/**
 * Computes what the cache lacks. Features are kept by the SHA-256 of the image file, or of the question's token ids, in
 * a folder named by that of CLIP's weights and preprocessing: nothing stale is ever read, and a question that is asked
 * of many images is computed once.
 */
export async function openFeatureStore(options: StoreOptions): Promise<FeatureStore> {
  const { clip, folder } = options;
  const cache = await FeatureCache.open(
    path.join(options.cache, digest([clip.sha256, JSON.stringify(clip.preprocessing)]).slice(0, 32)),
  );
  const { ort, backend } = await loadRuntime();
  const { threads } = options;
  const towers = await ClipFeatures.create(clip, ort, {
    ...backend,
    ...(threads === undefined ? {} : { threads }),
  });
  const imageKeys = await addImages(towers, cache, options);
  const textKeys = await addTexts(towers, cache, folder, options.onProgress);
  await cache.flush();
  await towers.release();
  return {
    async example(imageId, questions, answerIndex) {
      return {
        image: await cache.get(imageKeys.get(imageId)!),
        questions: await Promise.all(
          questions.map(async ({ text, answer }) => ({
            hidden: await cache.get(textKeys.get(text)!),
            answer: answerIndex.get(answer) ?? -1,
          })),
        ),
      };
    },
    close: () => cache.close(),
  };
}

async function addImages(
  towers: ClipFeatures,
  cache: FeatureCache,
  { clip, folder, onProgress }: StoreOptions,
): Promise<Map<string, string>> {
  const preprocessing = preprocessingOf(clip.preprocessing);
  const { hidden_size: d, patch_size } = clip.config.vision_config;
  const pictures = new Pictures(folder, preprocessing, 0);
  const keys = new Map<string, string>();
  let batch: { key: string; patches: Float32Array }[] = [];
  const run = async () => {
    if (batch.length === 0) return;
    const hidden = await towers.images(batch.map(({ patches }) => patches));
    for (const [i, { key }] of batch.entries()) await cache.add(key, [hidden[i]!.length / d, d], hidden[i]!);
    batch = [];
  };
  for (const [imageId, file] of folder.images) {
    const key = `image ${digest([await readFile(file)])}`;
    keys.set(imageId, key);
    const isKnown = cache.has(key) || batch.some((one) => one.key === key);
    if (!isKnown) {
      batch.push({ key, patches: toPatches(await pictures.get(imageId), patch_size, preprocessing) });
    }
    if (batch.length === BATCH) await run();
    onProgress?.('images', keys.size, folder.images.size);
  }
  await run();
  return keys;
}

async function addTexts(
  towers: ClipFeatures,
  cache: FeatureCache,
  folder: QuestionFolder,
  onProgress: StoreOptions['onProgress'],
): Promise<Map<string, string>> {
  const keys = new Map<string, string>();
  const byLength = new Map<number, Map<string, readonly number[]>>();
  for (const { text } of folder.questions) {
    if (keys.has(text)) continue;
    const { ids } = towers.tokenizer.encode(text);
    const key = `text ${digest([ids.join()])}`;
    keys.set(text, key);
    if (cache.has(key)) continue;
    const equallyLong = byLength.get(ids.length) ?? new Map<string, readonly number[]>();
    byLength.set(ids.length, equallyLong.set(key, ids));
  }
  let done = 0;
  for (const [length, texts] of byLength) {
    const all = [...texts];
    for (let first = 0; first < all.length; first += BATCH) {
      const part = all.slice(first, first + BATCH);
      const hidden = await towers.texts(part.map(([, ids]) => ids));
      for (const [i, [key]] of part.entries()) {
        await cache.add(key, [length, hidden[i]!.length / length], hidden[i]!);
      }
      done += part.length;
      onProgress?.('questions', done, keys.size);
    }
  }
  return keys;
}

function digest(parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part).update('\0');
  return hash.digest('hex');
}
