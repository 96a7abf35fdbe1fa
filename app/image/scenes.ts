/** Bundled scenes: opening, thumbnails, questions. The atlas is fetched once, when first needed. */
import {
  decodeAtlas,
  describeScene,
  objectCoverage,
  parseScene,
  renderScene,
  suggestQuestions,
  type Atlas,
  type Question,
  type Scene,
} from '../../src/scene';
import type { PixelImage } from '../../workers/protocol';
import type { PageImage } from './pageImage';
import bundled from './samples.json';

export interface Sample {
  readonly id: string;
  /** Key of the image that it opens as. */
  readonly key: string;
  readonly title: string;
  readonly question: string;
  readonly scene: Scene;
}

export interface SceneLibrary {
  readonly samples: readonly Sample[];
  open(sample: Sample): Promise<PageImage>;
  thumbnail(sample: Sample, side: number): Promise<PixelImage>;
  /** A few questions of different kinds to offer. */
  suggestions(scene: Scene): readonly Question[];
  /** The question with its right answer and the stickers that justify it, if it is one whose truth is known. */
  truth(scene: Scene, question: string): Question | undefined;
  atlas(): Promise<Atlas>;
}

/** Side at which scenes are shown; the model gets them at its own. */
const SHOWN_SIDE = 512;
/** Side at which it is measured which patches a sticker covers. */
const MEASURED_SIDE = 256;
const OFFERED = 4;
/** Enough to have every kind of question about every sticker of a scene. */
const KNOWN = 240;
const SEED = 1;

/** @param atlasUrl absolute address of the folder with `stickers.json` and `stickers.bin` */
export function createSceneLibrary(atlasUrl: string): SceneLibrary {
  let loading: Promise<Atlas> | undefined;
  const atlas = () => {
    // A failed fetch must not stay: the next wish tries again.
    loading ??= fetchAtlas(atlasUrl).catch((error: unknown) => {
      loading = undefined;
      throw error;
    });
    return loading;
  };
  const known = new WeakMap<Scene, ReadonlyMap<string, Question>>();
  const samples = bundled.map(({ id, question, scene: json }): Sample => {
    const scene = parseScene(json);
    return { id, key: `sample:${id}`, title: describeScene(scene), question, scene };
  });
  return {
    samples,
    atlas,
    async open(sample) {
      return { ...pageImageOf(sample.scene, await atlas(), sample.key), sample: sample.id };
    },
    async thumbnail(sample, side) {
      const loaded = await atlas();
      await idle();
      return renderScene(sample.scene, loaded, side);
    },
    suggestions: (scene) => suggestQuestions(scene, OFFERED, SEED),
    truth(scene, question) {
      let questions = known.get(scene);
      if (!questions) {
        questions = new Map(suggestQuestions(scene, KNOWN, SEED).map((entry) => [plain(entry.text), entry]));
        known.set(scene, questions);
      }
      return questions.get(plain(question));
    },
  };
}

/** Spelling that makes no difference to what is asked. */
const plain = (question: string): string =>
  question.toLowerCase().replace(/[?.!]/g, '').replace(/\s+/g, ' ').trim();

/** A scene as an image on the page; also what the scene editor makes of an edited one. */
export function pageImageOf(scene: Scene, atlas: Atlas, key: string): PageImage {
  return {
    key,
    name: describeScene(scene),
    scene,
    coverage: onceEach((rows, cols) => objectCoverage(scene, atlas, MEASURED_SIDE, rows, cols)),
    display: renderScene(scene, atlas, SHOWN_SIDE),
    pixelsFor: (imageSize) => renderScene(scene, atlas, imageSize),
  };
}

/** Remembers what a function of a grid's size gave last; a page has one grid at a time. */
function onceEach<T>(measure: (rows: number, cols: number) => T): (rows: number, cols: number) => T {
  let last: { readonly rows: number; readonly cols: number; readonly value: T } | undefined;
  return (rows, cols) => {
    if (last?.rows !== rows || last.cols !== cols) last = { rows, cols, value: measure(rows, cols) };
    return last.value;
  };
}

async function fetchAtlas(url: string): Promise<Atlas> {
  const [meta, packed] = await Promise.all([get(`${url}stickers.json`), get(`${url}stickers.bin`)]);
  const unpacked = packed.body!.pipeThrough(new DecompressionStream('gzip'));
  return decodeAtlas(await meta.json(), new Uint8Array(await new Response(unpacked).arrayBuffer()));
}

async function get(url: string): Promise<Response> {
  const response = await fetch(url).catch(() => undefined);
  if (!response?.ok) {
    const why = response ? `the server answered ${response.status}` : 'there is no connection';
    throw new Error(
      `The stickers for the sample scenes did not load (${why}); reload the page to try again.`,
    );
  }
  return response;
}

/** Lets input and painting go first. */
const idle = (): Promise<void> =>
  new Promise((resolve) => {
    if ('requestIdleCallback' in globalThis) requestIdleCallback(() => resolve(), { timeout: 500 });
    else setTimeout(resolve, 0);
  });
