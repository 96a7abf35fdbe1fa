/** The page docs/performance.md, made of a benchmark's results. */
import { format } from 'prettier';
import { GOALS, goalRows } from './goals';
import type { Report } from './results';
import { printTable } from './table';

/** How the page is written again. */
const COMMAND = 'npm run bench -- --json bench.json --markdown docs/performance.md';

/** The whole page as Markdown: what the figures mean, what was aimed for, and all of them. */
export function performancePage(report: Report): Promise<string> {
  const text = `# Performance

This page is written by \`${COMMAND}\`, which takes four to ten minutes; change its words in
\`bench/report.ts\`. Times depend on the machine, and on what else it does: ratios to E are what to compare.

## How it is measured

- **Models.** \`stickers\` is the bundled one. The others have random weights at the full size of CLIP ViT-B/32 and ViT-B/16
  in float32, since what a run costs does not depend on what the weights say; \`vit-b-32-fp16\` is the same in half precision in
  the page's low-memory mode, and \`vit-b-32-mapper\` has a mapper of three layers, 512 wide, with 100 answers.
- **Backends.** \`node\` is onnxruntime-node with its usual threads. \`wasm-1\` and \`wasm-2\` are Chromium with one and two threads, in a
  worker, built as the page is. \`webgpu\` stands here only where the browser has a real graphics adapter.
- **Figures** are medians, with the smallest and largest run in brackets. Everything is run once before it is timed, then
  at least seven times, and quick things for a second.
- **E** is one image encoding: resizing, cutting into patches, the vision tower. Ratios are taken within one run.
- **Question → answer** and **question → both maps** begin with an encoded image and a question or prompts of twelve
  tokens, and end with probabilities, and with *weighted* and *equal* maps of image and words. Zero-shot models have
  eight candidates with one prompt each, whose embeddings are known; *each prompt not asked before* is what
  a new one adds. Maps of all blocks visit both towers whole; *last three blocks* is what the page begins with.
- **Sessions** counts making the runtime's sessions and one run of everything on a grey image; the worker hears nothing while a
  single session is made, whose longest is given too. The backward pass of all blocks is made when it is first asked for.
- **Rates** count multiplications and additions of the matrix products, over the time of the network (the share that is not
  resizing and copying). The best matrix product is the fastest of a transformer layer's and of square ones of
  512 and 1,024, with a constant right-hand side, in the same runtime and run.
- **Peak memory** is the largest resident size of the process, of a browser that of the page with its worker, in 10⁶ bytes: up
  to the maps that the page begins with, and after all blocks and all methods were asked for as well.
- **Code** is gzipped file by file: what the page fetches before anything is clicked, without model, pictures, fonts
  and WebAssembly.

## What was aimed for

| aim | backend | measured | |
| --- | --- | ---: | --- |
${GOALS.flatMap((goal) => goalRows(goal, report.results)).join('\n')}

### Where an aim is missed, and why

- **On Node, maps cost more encodings than in a browser**, though they are quicker in milliseconds. An encoding there is bound by
  arithmetic, which ONNX Runtime does four to five times as fast as WASM; a backward pass with a question of twelve tokens
  is, as we read the figures, bound by memory: both towers' weights (340 and 150 MB) are read once more each way for few tokens. Looked at one by
  one on a busy machine (185 ms in all): text tower forwards 43 ms, image tower backwards 93, text tower backwards
  39, accumulation in TypeScript and everything else 10.
- **All blocks on two threads of WASM** is at its edge: 1.01 of an encoding in one measurement and 1.21 in the next, of the same
  programs. On two cores the page's threads share them with the browser.
- **The share of the best matrix product** is held against a square product of 1,024, which reads each weight for a thousand
  rows; ViT-B/32 has 50 rows. The rest is soft maxima, norms and activations, which are no products at all.
- **Memory after all blocks and methods**: the backward pass of all blocks is a session of its own, made when it is first asked
  for, and each session keeps its weights in the order that its products want.
- **Half precision**: a page with the bundled model alone is at 440 MB, browser included; the file's 300 MB, its copy
  in WebAssembly's memory and what the runtime widens while it makes a session come on top.

## A picture of 12 megapixels

From the file to what the network gets (decoded, copied to the model's worker, SHA-256, preprocessed at 224), in Chromium on two
cores that did other work as well; medians of five in the same run, by \`node bench/pictures.mjs\`. Before, the browser decoded
and shrank to 1,024 pixels and a canvas was read back; now it is one decoder everywhere and one resize from the original. The aim was
at most 0.5 s more; JPEG was within it in two of three runs (384, 455 and 732 ms more).

| file         | before |     now | more                 |
| ------------ | -----: | ------: | -------------------- |
| JPEG, 4 : 2 : 0 | 217 ms |  672 ms | 455 ms, at the limit |
| PNG          | 484 ms | 1027 ms | 543 ms, missed by 9 % |
| WebP, lossy  | 322 ms |  866 ms | 544 ms, missed by 9 % |

Half of what is more is not decoding but the larger picture: a copy of 48 MB, its digest, and the resize. The first picture of a
visit starts the worker and fetches one codec besides (0.4 s more from the development server). AVIF is far from it: some four
seconds, since its codec has neither threads nor SIMD.

## All figures

${printTable(report)}
`;
  return format(text, { parser: 'markdown', printWidth: 120 });
}
