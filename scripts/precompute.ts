/**
 * Computes the example that the page shows while the model is loading: `npx tsx scripts/precompute.ts`. To be run again
 * whenever the bundled model changes; an example of another model is shown as what it is, and only until the model is there.
 *
 * Writes `public/example/example.json` (the explanation, as `whylight explain --json` prints it, with what the page
 * needs to draw it) and `public/example/picture.webp`.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import sharp from 'sharp';
import { explainPicture } from '../node/library/explainPicture';
import { load } from '../node/library/library';
import { renderScene, SAMPLES } from '../src/scene';
import { loadAtlas } from '../node/library/atlas';

const SIDE = 512;
const QUALITY = 82;
/** Digits of a share that can be seen. */
const DIGITS = 6;

const sample = SAMPLES[0]!;
const model = await load();
const { scene, question } = sample;
const asked = { question, target: {}, methods: [{ id: 'weighted' }, { id: 'equal' }] };
const document = await explainPicture(model, { scene }, asked, ({ why }) => why.document);
const { data } = renderScene(scene, await loadAtlas(), SIDE);
const picture = await sharp(Buffer.from(data), { raw: { width: SIDE, height: SIDE, channels: 4 } })
  .removeAlpha()
  .webp({ quality: QUALITY })
  .toBuffer();

const example = {
  sample: sample.id,
  modelName: model.facts.name,
  preprocessing: model.facts.preprocessing,
  document,
};
const rounded = (_: string, value: unknown): unknown =>
  typeof value === 'number' && !Number.isInteger(value) ? Number(value.toFixed(DIGITS)) : value;
const output = new URL('../public/example/', import.meta.url);
mkdirSync(output, { recursive: true });
const json = `${JSON.stringify(example, rounded)}\n`;
writeFileSync(new URL('example.json', output), json);
writeFileSync(new URL('picture.webp', output), picture);
console.log(
  `“${question}”: ${document.answers[0]?.text}; ${json.length} and ${picture.length} bytes written.`,
);
await model.dispose();
