/** The explanation that is on show while the model loads; made by `scripts/precompute.ts`. */
import { DOCUMENT_SCHEMA, type ExplanationDocument } from '../../src/ask/document';
import type { Preprocessing } from '../../src/image/config';
import { describeScene, type Sample } from '../../src/scene';
import { decodeImage } from './decode';
import type { PlaygroundState } from '../store/playground';
import type { PageImage } from './pageImage';

export interface Example {
  readonly sample: string;
  readonly modelName: string;
  readonly preprocessing: Preprocessing;
  readonly document: ExplanationDocument;
  readonly image: PageImage;
  /** What is written under the maps; “Precomputed example” when left out. */
  readonly mark?: string;
  /** Whether it is what is being asked for, for one that came by a link; the bundled one answers the first sample. */
  readonly isAbout?: (asked: AskedState) => boolean;
}

type AskedState = Pick<PlaygroundState, 'image' | 'question' | 'target' | 'panels' | 'startLayer'>;

type Stored = Omit<Example, 'image'>;

/**
 * Fetches the example. It is a courtesy to those who wait: where it is missing, of another version or about a scene that
 * is no longer there, the page simply starts without it.
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
    const sample = samples.find(({ id }) => id === stored.sample);
    if (!sample || stored.document.methods.length !== 2) return undefined;
    const display = await decodeImage(picture);
    return {
      ...stored,
      image: {
        key: 'example',
        name: describeScene(sample.scene),
        display,
        pixelsFor: () => display,
        sample: sample.id,
        scene: sample.scene,
      },
    };
  } catch {
    return undefined;
  }
}

/** The file comes from the same build as the page, so its version is all that can be wrong with it. */
function isStored(value: unknown): value is Stored {
  if (typeof value !== 'object' || value === null) return false;
  const { document } = value as Partial<Stored>;
  return document?.schema === DOCUMENT_SCHEMA;
}
