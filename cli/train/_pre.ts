import { labelTensors } from '../../models/train/graphs';
import { initialize } from '../../models/train/parameters';
import { clipmapperTensors } from '../../models/clipmapper/tensors';
import { DROPOUT_DEFAULTS } from '../../models/train/dropout';
import { createRandom } from '../../src/scene/random';
import { SCENE_LABELS } from './labels';
import { stickerConfig } from './settings';
import { runStage } from './stage';
import { sceneSource } from './sceneSource';
const config = stickerConfig(1000);
const random = createRandom(7);
const parameters = initialize(
  { ...clipmapperTensors(config, 10), ...labelTensors(SCENE_LABELS, 128) },
  6,
  () => random.next(),
);
const steps = 1500,
  images = 32;
await runStage({
  name: 'labels',
  config,
  answers: 10,
  parameters,
  seed: 7,
  steps,
  checkpoint: 'runs/labels.safetensors',
  checkpointEvery: 100,
  log: 'runs/labels.log',
  report: (l) => console.log(l),
  source: sceneSource(
    { size: 144, patch: 12, questions: 0, captions: false, labels: true, maxTokens: 48 },
    images,
    0,
  ),
  train: {
    shape: { images, questions: 0, captions: false, labels: SCENE_LABELS },
    schedule: { peak: 1.5e-3, warmup: 100, total: 4000, floor: 0.1 },
    rateFactor: () => 1,
    lossWeights: { labels: 1 },
    dropout: { ...DROPOUT_DEFAULTS, patchSteps: 0.3 },
    threads: 2,
  },
});
process.exit(0);
