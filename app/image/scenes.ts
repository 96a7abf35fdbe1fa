/** Bundled scenes: opening, thumbnails, questions. The atlas is fetched once, when first needed. */
import {
  decodeAtlas,
  describeScene,
  objectCoverage,
  renderScene,
  SAMPLES,
  type Atlas,
  type Question,
  type Sample,
  type Scene,
} from '../../src/scene';
import type { Pixels } from '../../src/image/pixels';
import { drawScene } from './drawScene';
import { idle } from './idle';
import type { Search, Truth } from './truth';
import type { PageImage } from './pageImage';

export interface SceneLibrary {
  readonly samples: readonly Sample[];
  open(sample: Sample): Promise<PageImage>;
  thumbnail(sample: Sample, side: number): Promise<Pixels>;
  /** A few questions of different kinds to offer. */
  suggestions(scene: Scene): Promise<readonly Question[]>;
  /**
   * The truth about a question, if it is one of those whose truth is known. The search gives way to whatever else the page
   * has to do; an aborted one ends with nothing.
   */
  truth(scene: Scene, question: string, signal?: AbortSignal): Promise<Truth | undefined>;
  atlas(): Promise<Atlas>;
}

/** Side at which scenes are shown; the model gets them at its own. */
const SHOWN_SIDE = 512;
/** Side at which it is measured which patches a sticker covers. */
const MEASURED_SIDE = 256;

/** Key of the image that a sample opens as. */
export const sampleKey = ({ id }: Sample): string => `sample:${id}`;

/** What draws and words questions is a third of what scenes are made of, and not needed to see one. */
const questions = () => import('./questions');

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
  const known = new WeakMap<Scene, Search>();
  return {
    samples: SAMPLES,
    atlas,
    async open(sample) {
      return { ...pageImageOf(sample.scene, await atlas(), sampleKey(sample)), sample: sample.id };
    },
    async thumbnail(sample, side) {
      const loaded = await atlas();
      await idle();
      return renderScene(sample.scene, loaded, side);
    },
    suggestions: async (scene) => (await questions()).suggestionsFor(scene),
    async truth(scene, question, signal) {
      const { knownQuestions } = await questions();
      let search = known.get(scene);
      if (!search) {
        search = knownQuestions(scene);
        known.set(scene, search);
      }
      return search(question, signal);
    },
  };
}

/** A scene as an image on the page; the scene editor gives the picture that it has `drawn` already. */
export function pageImageOf(scene: Scene, atlas: Atlas, key: string, drawn?: Pixels): PageImage {
  return {
    key,
    name: describeScene(scene),
    scene,
    coverage: onceEach((rows, cols) => objectCoverage(scene, atlas, MEASURED_SIDE, rows, cols)),
    display: drawn ?? drawScene(scene, atlas, SHOWN_SIDE),
    pixelsFor: (imageSize) => drawScene(scene, atlas, imageSize),
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
