/** Bundled scenes: opening, thumbnails, questions. The atlas is fetched once, when first needed. */
import { decodeAtlas, type Atlas } from '../../src/scene/atlas';
import { generateScene } from '../../src/scene/generate';
import { renderScene } from '../../src/scene/render';
import type { Scene } from '../../src/scene/spec';
import type { PixelImage } from '../../workers/protocol';
import type { PageImage } from './pageImage';

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
  suggestions(scene: Scene): readonly string[];
  atlas(): Promise<Atlas>;
}

/** Side at which scenes are shown; the model gets them at its own. */
const SHOWN_SIDE = 512;

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
  const samples = SEEDS.map((seed): Sample => {
    const scene = generateScene(seed, 'test');
    return {
      id: String(seed),
      key: `sample:${seed}`,
      title: `Scene ${seed}`,
      question: `How many ${scene.stickers[0]!.kind}s are there?`,
      scene,
    };
  });
  return {
    samples,
    atlas,
    async open(sample) {
      return { ...pageImageOf(sample.scene, await atlas(), sample.key, sample.title), sample: sample.id };
    },
    async thumbnail(sample, side) {
      const loaded = await atlas();
      await idle();
      return renderScene(sample.scene, loaded, side);
    },
    suggestions: (scene) => [...new Set(scene.stickers.map(({ kind }) => `Is there a ${kind}?`))].slice(0, 3),
  };
}

const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8];

/** A scene as an image on the page; also what the scene editor makes of an edited one. */
export function pageImageOf(scene: Scene, atlas: Atlas, key: string, name: string): PageImage {
  return {
    key,
    name,
    scene,
    display: renderScene(scene, atlas, SHOWN_SIDE),
    pixelsFor: (imageSize) => renderScene(scene, atlas, imageSize),
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
