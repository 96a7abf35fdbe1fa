import { trainOnScenes } from './scenes';
await trainOnScenes({
  out: 'runs/a',
  seed: 11,
  vocabulary: 1024,
  start: 'runs/labels.safetensors',
  checkpointEvery: 200,
  threads: 2,
  report: (l) => console.log(l),
  stages: {
    clip: {
      steps: 400,
      images: 32,
      peak: 1e-3,
      questions: 0,
      weights: { contrastive: 0.5, labels: 1 },
      firstScene: 1_000_000,
    },
    mapper: {
      steps: 5500,
      images: 16,
      peak: 1e-3,
      questions: 8,
      weights: { answers: 1, contrastive: 0.1, labels: 0.5 },
      firstScene: 2_000_000,
    },
  },
});
process.exit(0);
