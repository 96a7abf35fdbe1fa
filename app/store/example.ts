/** Explanations that this page did not compute: the one that is on show while the model loads, those of links and files. */
import type { ExplanationDocument } from '../../src/ask';
import { sameAsked } from '../../src/ask/asked';
import type { Preprocessing } from '../../src/image/config';
import { describeScene, type Sample } from '../../src/scene';
import { decodeOwnPicture } from '../image/decode';
import type { PageImage } from '../image/pageImage';
import { DEFAULT_METHODS } from '../../src/ask/defaults';
import type { PageAsked } from './asked';

export interface Example {
  readonly document: ExplanationDocument;
  /** What it answers, about `image`. */
  readonly asked: PageAsked;
  readonly image: PageImage;
  readonly modelName: string;
  readonly preprocessing: Preprocessing;
  /** What is written over the maps. */
  readonly mark: string;
}

/** Whether the example is what is being asked for; its answer may be named or left to the model. */
export function isAbout(
  { document, asked, image }: Example,
  wanted: { readonly image: PageImage | undefined; readonly asked: PageAsked },
): boolean {
  const named = ({ target, ...rest }: PageAsked) => ({
    ...rest,
    target: { ...target, answer: target.answer ?? document.target.answer },
  });
  return (
    (wanted.image === undefined || isSamePicture(image, wanted.image)) &&
    sameAsked(named(asked), named(wanted.asked))
  );
}

const isSamePicture = (a: PageImage, b: PageImage): boolean =>
  a.key === b.key || (a.sample !== undefined && a.sample === b.sample);

/** As `scripts/precompute.ts` writes it. */
interface Stored {
  readonly sample: string;
  readonly modelName: string;
  readonly preprocessing: Preprocessing;
  readonly document: ExplanationDocument;
}

/**
 * Fetches the example that comes with the page. It is a courtesy to those who wait: where it is missing, of another
 * version or about a scene that is no longer there, the page simply starts without it.
 * @param url absolute address of the folder with `example.json` and `picture.webp`
 */
export async function loadExample(url: string, samples: readonly Sample[]): Promise<Example | undefined> {
  try {
    const [stored, picture] = await Promise.all([
      fetch(`${url}example.json`).then((response) =>
        response.ok ? (response.json() as Promise<unknown>) : undefined,
      ),
      fetch(`${url}picture.webp`).then((response) => (response.ok ? response.blob() : undefined)),
    ]);
    if (!picture || !isStored(stored)) return undefined;
    const { document, modelName, preprocessing } = stored;
    const sample = samples.find(({ id }) => id === stored.sample);
    if (!sample || document.methods.length !== 2) return undefined;
    const display = await decodeOwnPicture(picture);
    return {
      document,
      asked: { question: document.question, target: {}, methods: DEFAULT_METHODS },
      image: {
        key: 'example',
        name: describeScene(sample.scene),
        display,
        pixelsFor: () => display,
        sample: sample.id,
        scene: sample.scene,
      },
      modelName,
      preprocessing,
      mark: 'Precomputed example',
    };
  } catch {
    return undefined;
  }
}

const SCHEMA: ExplanationDocument['schema'] = 2;

/** The file comes from the same build as the page, so its version is all that can be wrong with it. */
function isStored(value: unknown): value is Stored {
  if (typeof value !== 'object' || value === null) return false;
  const { document } = value as Partial<Stored>;
  return document?.schema === SCHEMA;
}
