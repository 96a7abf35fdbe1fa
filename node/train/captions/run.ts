import * as v from 'valibot';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { CLIPMAPPER_CONFIG } from '../../../models/clipmapper/config';
import { MapperForward } from '../../../models/clipmapper/forward';
import { Mapper } from '../../../models/clipmapper/mapper-model';
import type { ModelFolder } from '../../../models/hub/folder';
import { DROPOUT_DEFAULTS } from '../../../src/train/dropout';
import { loadAtlas } from '../../library/atlas';
import { writeModelFolder } from '../../library/folder';
import { openModelFolder } from '../../library/models';
import { loadRuntime } from '../../library/ort';
import { FeatureCache } from '../clip/cache';
import { machineClass, stageFacts } from '../facts';
import { captionerContents } from './export';
import { keepSceneFeatures, type SceneRange } from './sceneFeatures';
import { trainOnCaptions, type CaptionTraining } from './train';

export interface CaptionRun extends Pick<
  CaptionTraining,
  'out' | 'stage' | 'start' | 'seed' | 'steps' | 'images' | 'peak' | 'floor' | 'report' | 'signal'
> {
  /** A question answerer: a bundled model's id, or a folder. */
  readonly towers: string;
  /** How many scenes are learned from. */
  readonly scenes: number;
  /** Layers of the mapper. */
  readonly layers: number;
  readonly threads: number;
  /** Further facts for the manifest, under `training`. */
  readonly about: Record<string, unknown>;
}

/** First scene of the training split that captioners learn from. */
const FIRST_SCENE = 1_000_000;

/** Patches are dropped in a tenth of the steps, so that removal tests show evidence and not the shock of gaps. */
const DROPOUT = { ...DROPOUT_DEFAULTS, patchSteps: 0.1, backgroundSteps: 0 };

/** Keeps what the towers see, trains, and writes the model's folder; false when it was stopped before its last step. */
export async function trainCaptioner(options: CaptionRun): Promise<boolean> {
  const { out, layers, report, threads, about, ...plan } = options;
  const towers = await openModelFolder(options.towers);
  const { clip, mapper } = v.parse(CLIPMAPPER_CONFIG, towers.manifest.config);
  const config = { clip, mapper: { ...mapper, num_hidden_layers: layers } };
  const training = path.join(out, 'training');
  const features = path.join(training, 'features');
  const scenes: SceneRange = { split: 'train', first: FIRST_SCENE, count: options.scenes };
  await mkdir(features, { recursive: true });
  await keepFeatures(towers, features, scenes, options);
  const { parameters, finished } = await trainOnCaptions({
    ...plan,
    out: training,
    towers,
    config,
    features,
    scenes,
    dropout: DROPOUT,
    checkpointEvery: 100,
    threads,
    report,
  });
  if (!finished) return false;
  const { stage, images } = plan;
  const facts = await stageFacts(path.join(training, 'log.jsonl'), { [stage]: { images, questions: 1 } });
  const contents = captionerContents(towers, config, (name) => parameters.get(name)?.data, {
    id: path.basename(path.resolve(out)),
    name: 'Sticker captions',
    recommended: { startLayer: 0, importance: 'norm-ln' },
    domain: 'stickers',
    licence: 'MIT',
    training: {
      towers: towers.sha256,
      scenes,
      dropout: DROPOUT,
      stages: facts,
      machine: machineClass(),
      ...about,
    },
    accuracy: {},
  });
  await writeModelFolder(out, contents);
  return true;
}

async function keepFeatures(
  towers: ModelFolder,
  dir: string,
  scenes: SceneRange,
  { threads, report }: Pick<CaptionRun, 'threads' | 'report'>,
): Promise<void> {
  const { ort, backend } = await loadRuntime();
  const config = v.parse(CLIPMAPPER_CONFIG, towers.manifest.config);
  const mapper = new Mapper(towers, { ort, backend: { ...backend, threads } }, config);
  const forward = await MapperForward.create(mapper);
  const cache = await FeatureCache.open(dir);
  try {
    await keepSceneFeatures({ mapper, forward }, await loadAtlas(), cache, scenes, (done) => {
      if (done % 800 === 0) report(`${done} scenes seen`);
    });
  } finally {
    await cache.close();
    await forward.dispose();
    await mapper.sessions.dispose();
  }
}
