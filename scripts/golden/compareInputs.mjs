/** What the two checkouts are asked, and the files that go with it. */
import { execFile } from 'node:child_process';
import { cp, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';

/**
 * @typedef {'explain' | 'evaluate' | 'inspect' | 'scene' | 'report'} Kind
 *
 * @typedef {object} Comparison one command line, run by both checkouts in a folder of their own
 * @property {string} name
 * @property {Kind} kind
 * @property {readonly string[]} args
 * @property {boolean} [quick] part of the quick ones
 * @property {readonly string[]} [files] what it writes, to be compared beside what it prints
 * @property {string} [changes] why it comes out otherwise on purpose
 * @property {unknown} [scene] its picture, for the pages of `report`
 * @property {(folder: string) => Promise<void>} [prepare] makes what it reads in the folder that it runs in
 *
 * @typedef {object} Place
 * @property {string} work folder for inputs, in which `old/explanations` will hold what the older checkout explained
 * @property {string} baseline the older checkout, which makes the inputs
 * @property {(args: readonly string[]) => Promise<string>} ofBaseline what its command line prints
 * @property {readonly string[]} clip folders of CLIP checkpoints beside the toys
 */

const WEIGHING = 'weighted,convex,layer-mean,shuffled';
const ACCUMULATING = `equal,${WEIGHING},equal-no-normalisation,equal-no-self`;
const ATTENTION = `${ACCUMULATING},raw,rollout,gradcam,random,centre`;
const ALL_IMPORTANCES = 'norm,norm-ln,gradient,mixing';

/**
 * What is asked about the scenes of the test set: seed, which of the scene's questions, options. `ANSWER` stands for the
 * right answer to the question, `RIVAL` for another one.
 *
 * @type {readonly { seed: number, question: number | string, args: readonly string[], dump?: true, quick?: true }[]}
 */
const SCENES = [
  { seed: 3, question: 0, args: ['--methods', ATTENTION], dump: true, quick: true },
  { seed: 11, question: 1, args: ['--methods', WEIGHING, '--importance', ALL_IMPORTANCES], dump: true },
  { seed: 25, question: 2, args: ['--methods', ATTENTION, '--answer', 'ANSWER', '--start-layer', '0'] },
  {
    seed: 42,
    question: 3,
    args: [
      ...['--methods', ATTENTION, '--importance', 'norm,gradient'],
      ...['--answer', 'ANSWER', '--versus', 'RIVAL'],
    ],
    dump: true,
    quick: true,
  },
  {
    seed: 57,
    question: 4,
    args: ['--methods', 'raw,rollout,gradcam,inputxgradient', '--start-layer', '1'],
    quick: true,
  },
  { seed: 64, question: 5, args: ['--methods', ATTENTION, '--importance', 'mixing', '--start-layer', '2'] },
  {
    seed: 101,
    question: 6,
    args: [
      ...['--methods', 'inputxgradient,integrated-gradients,equal'],
      ...['--answer', 'ANSWER', '--versus', 'RIVAL'],
    ],
  },
  { seed: 230, question: 7, args: ['--methods', 'occlusion,centre'] },
  {
    seed: 377,
    question: 0,
    args: ['--methods', ATTENTION, '--importance', 'gradient', '--start-layer', '7'],
  },
  { seed: 512, question: 1, args: [], dump: true },
  { seed: 801, question: 2, args: ['--methods', 'convex,equal', '--importance', ALL_IMPORTANCES] },
  { seed: 999, question: 3, args: ['--methods', ATTENTION, '--versus', 'RIVAL'], dump: true },
  { seed: 1203, question: 4, args: ['--methods', 'occlusion,integrated-gradients', '--versus', 'RIVAL'] },
  {
    seed: 1500,
    question: 'is the zeppelin near the xylophone?',
    args: ['--methods', ACCUMULATING, '--importance', 'norm-ln,norm'],
    quick: true,
  },
];

const WHOLE = `${ATTENTION},grad-eclip,occlusion`;

/** What is asked of every CLIP without mapper, about photographs. */
const ZERO_SHOT = [
  {
    name: 'candidates',
    args: [
      ...['--question', 'what colour is the cat?', '--candidates', 'red,blue,green'],
      ...['--methods', WHOLE, '--importance', ALL_IMPORTANCES, '--start-layer', '0'],
    ],
    quick: true,
  },
  { name: 'caption', args: ['--question', 'two dogs on the sofa', '--methods', WHOLE], quick: true },
  {
    name: 'versus',
    args: [
      ...['--question', 'a photo of a {} cat', '--candidates', 'red,blue,two'],
      ...['--answer', 'red', '--versus', 'blue', '--methods', WHOLE, '--importance', 'norm,gradient'],
    ],
  },
  {
    name: 'choice',
    args: [
      ...['--question', 'is the cat red or blue?', '--answer', 'blue', '--start-layer', '1'],
      ...['--methods', 'equal,weighted,grad-eclip,raw,rollout', '--importance', 'mixing'],
    ],
  },
  { name: 'own candidates', args: ['--question', 'what is this?', '--versus', 'dog'] },
];

/** Toys of a CLIP, as options of the older checkout's `toyClip`. */
const TOYS = {
  'clip-vision-deeper': { seed: 21, visionLayers: 4, textLayers: 2, maxTokens: 24 },
  'clip-text-deeper': { seed: 22, visionLayers: 2, textLayers: 3, maxTokens: 24, heads: 4, dtype: 'float16' },
};

/** All comparisons, the quick ones among them marked. @param {Place} place @returns {Promise<Comparison[]>} */
export async function allComparisons(place) {
  const photographs = await makePhotographs(place.work);
  const folders = [...(await makeToys(place)), ...place.clip.map((folder) => path.resolve(folder))];
  return [
    ...(await sceneComparisons(place)),
    ...folders.flatMap((folder) => clipComparisons(folder, photographs)),
    ...otherComparisons(place.work, photographs),
  ];
}

/** @param {Place} place @returns {Promise<Comparison[]>} */
async function sceneComparisons({ work, baseline, ofBaseline }) {
  const manifest = await readFile(path.join(baseline, 'public/models/stickers/manifest.json'), 'utf8');
  /** @type {{ answers: string[] }} */
  const { answers } = JSON.parse(manifest);
  /** @type {Comparison[]} */
  const comparisons = [];
  for (const { seed, question, args, dump, quick } of SCENES) {
    /** @type {{ scene: unknown, questions: { text: string, answer: string }[] }} */
    const shown = JSON.parse(await ofBaseline(['scene', '--seed', String(seed), '--json']));
    const file = path.join(work, `scene-${seed}.json`);
    await writeFile(file, JSON.stringify(shown.scene));
    const asked =
      typeof question === 'string' ? undefined : shown.questions[question % shown.questions.length];
    const rival = answers.filter((answer) => answer !== asked?.answer)[seed % (answers.length - 1)];
    const words = { ANSWER: asked?.answer, RIVAL: rival };
    const filled = args.map((arg) => words[/** @type {keyof typeof words} */ (arg)] ?? arg);
    comparisons.push({
      name: `scene ${seed}: ${brief(args)}`,
      kind: 'explain',
      args: [
        ...['explain', '--json', '--scene', file, '--question', asked?.text ?? String(question)],
        ...filled,
        ...(dump ? ['--dump', `scene-${seed}.safetensors`] : []),
      ],
      files: dump ? [`scene-${seed}.safetensors`] : [],
      scene: shown.scene,
      quick: quick ?? false,
    });
  }
  return comparisons;
}

/** Options in a few words. @param {readonly string[]} args */
const brief = (args) =>
  args
    .join(' ')
    .replace(ATTENTION, 'of attention')
    .replace(ACCUMULATING, 'accumulating')
    .replace(ALL_IMPORTANCES, 'all')
    .replace('--methods ', '')
    .replace('--answer ANSWER', 'answer')
    .replace('--versus RIVAL', 'versus')
    .replaceAll('--', '')
    .slice(0, 40) || 'as it is';

/** @param {string} folder @param {readonly string[]} photographs @returns {Comparison[]} */
function clipComparisons(folder, photographs) {
  const base = path.basename(folder);
  const explanations = ZERO_SHOT.map(({ name, args, quick = false }, n) => {
    const image = photographs[n % photographs.length] ?? '';
    const dump = `${base}-${n}.safetensors`;
    return /** @type {Comparison} */ ({
      name: `${base}: ${name}`,
      kind: 'explain',
      args: ['explain', '--json', '--model', folder, '--image', image, ...args, '--dump', dump],
      files: [dump],
      quick,
    });
  });
  return [...explanations, inspection(folder)];
}

/** @param {string} model @returns {Comparison} */
const inspection = (model) => ({
  name: `inspect ${path.basename(model)}`,
  kind: 'inspect',
  args: ['model', 'inspect', model, '--json'],
  quick: true,
});

/** Toy folders, written by the older checkout's own code. @param {Place} place */
async function makeToys({ work, baseline }) {
  const toys = Object.entries(TOYS).map(([name, toy]) => ({ folder: path.join(work, name), toy }));
  const code = `
    import { writeModelFolder } from './cli/folder.ts';
    import { toyClip } from './models/toy/clip.ts';
    for (const { folder, toy } of ${JSON.stringify(toys)}) await writeModelFolder(folder, await toyClip(toy));`;
  const args = ['--import', 'tsx', '--input-type=module', '--eval', code];
  await promisify(execFile)(process.execPath, args, { cwd: baseline });
  return toys.map(({ folder }) => folder);
}

/**
 * Pictures of several shapes, one of them partly transparent: waves of colour, a disc, and some noise.
 *
 * @param {string} work
 */
async function makePhotographs(work) {
  const shapes = [
    { width: 211, height: 140, channels: /** @type {const} */ (3) },
    { width: 97, height: 160, channels: /** @type {const} */ (3) },
    { width: 64, height: 64, channels: /** @type {const} */ (4) },
  ];
  return Promise.all(
    shapes.map(async ({ width, height, channels }, n) => {
      const bytes = Buffer.alloc(width * height * channels);
      for (let at = 0; at < bytes.length; at++) {
        const [x, y, channel] = [
          Math.floor(at / channels) % width,
          Math.floor(at / channels / width),
          at % channels,
        ];
        const wave = 128 + 90 * Math.sin((x / width) * (4 + channel) + n) * Math.cos((y / height) * 5);
        const isDisc = Math.hypot(x - width * 0.6, y - height * 0.4) < height / 5;
        const noise = ((at * 2654435761) % 4294967296) / 4294967296;
        bytes[at] =
          channel === 3 ? (isDisc ? 90 : 255) : 0.75 * wave + (isDisc && channel === 0 ? 50 : 0) + 20 * noise;
      }
      const file = path.join(work, `photograph-${n}.png`);
      await sharp(bytes, { raw: { width, height, channels } }).png().toFile(file);
      return file;
    }),
  );
}

/** @param {string} work @param {readonly string[]} photographs @returns {Comparison[]} */
function otherComparisons(work, photographs) {
  const evaluate = ['evaluate', '--dataset', 'scenes:test', '--json', '--threads', '1'];
  /** @type {(n: number) => Comparison} */
  const evaluation = (n) => ({
    name: `evaluate ${n} questions by all methods of attention`,
    kind: 'evaluate',
    args: [...evaluate, '--n', String(n), '--methods', 'attention', '--out', `evaluation-${n}`],
    files: [`evaluation-${n}/records.jsonl`],
  });
  return [
    {
      name: 'photograph, bundled model',
      kind: 'explain',
      args: [
        'explain',
        '--json',
        '--image',
        photographs[0] ?? '',
        '--question',
        'what is on the left?',
        '--methods',
        ATTENTION,
      ],
    },
    inspection('stickers'),
    { name: 'scene 77', kind: 'scene', args: ['scene', '--seed', '77', '--json'], quick: true },
    { ...evaluation(3), quick: true },
    evaluation(40),
    {
      name: 'evaluate --sanity, 6 questions',
      kind: 'evaluate',
      args: [...evaluate, '--n', '6', '--sanity', '--out', 'sanity'],
      files: ['sanity/sanity.json'],
    },
    {
      name: 'report on the explanations above',
      kind: 'report',
      changes: 'words of several tokens stand whole, and special tokens are left out of the tables of words',
      args: ['report', 'explanations', '--title', 'Both', '--out', 'own.html'],
      files: ['own.html'],
      quick: true,
    },
    {
      name: 'report on the older explanations',
      kind: 'report',
      args: ['report', 'older', '--title', 'Older', '--out', 'older.html'],
      files: ['older.html'],
      quick: true,
      prepare: (folder) =>
        cp(path.join(work, 'old/explanations'), path.join(folder, 'older'), { recursive: true }),
    },
  ];
}
