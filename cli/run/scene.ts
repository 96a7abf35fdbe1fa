import sharp from 'sharp';
import {
  describeScene,
  generateScene,
  MAX_SCENE_SEED,
  generateQuestions,
  questionRandom,
  renderScene,
  SPLITS,
  type Question,
  type Split,
} from '../../src/scene';
import { WhylightError } from '../../src/tensor/error';
import { loadAtlas } from '../../node/library/atlas';
import { readSceneFile } from '../../node/library/picture';
import { checkOutputs, notePng, writeOutput } from '../../node/files/outputs';
import { printJson, say } from '../../node/terminal';

/** Questions shown of a scene. */
const QUESTIONS = 8;

/** Options of `whylight scene`, as parsed. */
export interface SceneOptions {
  readonly seed: number;
  readonly split: string;
  readonly scene?: string;
  readonly size: number;
  readonly png?: string;
  readonly json?: boolean;
  readonly force?: boolean;
}

export async function runScene(options: SceneOptions): Promise<void> {
  const split = SPLITS.find((name) => name === options.split);
  if (split === undefined) {
    throw new WhylightError(
      'bad-input',
      `There is no set of scenes "${options.split}"; choose from ${SPLITS.join(', ')}.`,
    );
  }
  if (options.seed > MAX_SCENE_SEED) {
    throw new WhylightError(
      'bad-input',
      `The seed is ${options.seed}; it must be at most ${MAX_SCENE_SEED}.`,
    );
  }
  const { png, scene, force } = options;
  await checkOutputs([{ option: '--png', file: png }], { inputs: [scene], force });
  if (png !== undefined) notePng(png);
  const found = options.scene === undefined ? generated(options.seed, split) : await given(options.scene);
  const description = describeScene(found.scene);
  if (options.png !== undefined) await writePicture(options.png, found.scene, options.size);
  if (options.json) {
    printJson({ schema: 1, ...found, description });
    return;
  }
  const questions = found.questions ?? [];
  const lines = [description, ...questions.map(({ text, answer }) => `  ${text} ${answer}`)];
  say(lines.join('\n'));
}

type Shown = {
  readonly scene: Parameters<typeof renderScene>[0];
  readonly seed?: number;
  readonly split?: Split;
  readonly questions?: readonly Question[];
};

function generated(seed: number, split: Split): Shown {
  const scene = generateScene(seed, split);
  return {
    seed,
    split,
    scene,
    questions: generateQuestions(scene, questionRandom(seed, split), { count: QUESTIONS }),
  };
}

const given = async (file: string): Promise<Shown> => ({ scene: await readSceneFile(file) });

async function writePicture(file: string, scene: Shown['scene'], size: number): Promise<void> {
  const { width, height, data } = renderScene(scene, await loadAtlas(), size);
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  const png = await sharp(bytes, { raw: { width, height, channels: 4 } })
    .png()
    .toBuffer();
  await writeOutput(file, png);
}
