/** `whylight explain --verify`: computes a shared explanation again and says whether it comes out the same. */
import { stat } from 'node:fs/promises';
import {
  askedOfDocument,
  compareExplanations,
  decodeLinkImage,
  documentOf,
  MAX_FRAGMENT,
  parseDocument,
  readLink,
  readSource,
  type Asked,
  type Claim,
  type ExplanationDocument,
  type LinkImage,
} from '../../src/ask';
import { SAMPLES } from '../../src/scene';
import { WhylightError } from '../../src/tensor/error';
import { explainPicture } from '../../node/library/explainPicture';
import { load } from '../../node/library/library';
import { loadLinkCodec } from '../../node/library/linkCodec';
import type { PictureSource } from '../../node/library/picture';
import { isStandardInput, readBounded, readStandardInput, Unread } from '../../node/files/bounded';
import { decodeText } from '../../node/files/decode';
import { note, printJson, progress, say } from '../../node/terminal';

export interface VerifyOptions {
  /** An exported JSON file, a file that holds a link, the link itself, or `-` for either on standard input. */
  readonly verify: string;
  /** The picture, for what holds only its fingerprint or none. */
  readonly image?: string;
  readonly scene?: string;
  readonly model: string;
  readonly json?: boolean;
}

/** What is claimed, and what computes it anew. */
interface Claimed {
  readonly claim: Claim;
  /** Absent where the reader has to name it. */
  readonly picture: PictureSource | undefined;
  /** One for each start layer: methods that differ in theirs are computed in runs of their own. */
  readonly asked: readonly Asked[];
}

const MAX_FILE = 32_000_000;

/**
 * Says on stdout that the explanation was reproduced.
 * @throws WhylightError ('bad-input') with what differs, and for files and links that cannot be read
 */
export async function runVerify(options: VerifyOptions): Promise<void> {
  const { claim, picture, asked } = await readClaim(options);
  const source = pictureOf(options, picture);
  const loading = progress('Loading the model');
  const model = await load(options.model, { onProgress: loading.update, onNotice: note }).finally(
    loading.done,
  );
  try {
    const computed: ExplanationDocument[] = [];
    for (const one of asked)
      computed.push(await explainPicture(model, source, one, ({ why }) => why.document));
    const document = { ...computed[0]!, methods: computed.flatMap(({ methods }) => methods) };
    const verdict = compareExplanations(claim, document, 'cpu');
    if (options.json) printJson({ schema: 1, ...verdict });
    if (!verdict.reproduced) throw new WhylightError('bad-input', verdict.text);
    if (!options.json) say(verdict.text);
  } finally {
    await model.dispose();
  }
}

/** What a document answers, once for each start layer of its methods. */
function askedBy(document: ExplanationDocument, target?: Asked['target']): Asked[] {
  const layers = new Set(document.methods.map(({ startLayer }) => startLayer));
  return [...layers].map((layer) => {
    const methods = document.methods.filter(({ startLayer }) => startLayer === layer);
    const asked = askedOfDocument({ ...document, methods });
    return target ? { ...asked, target } : asked;
  });
}

function pictureOf({ image, scene }: VerifyOptions, found: Claimed['picture']): PictureSource {
  if (image !== undefined) return { image };
  if (scene !== undefined) return { scene };
  if (found) return found;
  throw new WhylightError(
    'bad-input',
    'This explanation does not hold its picture: name it with --image or --scene.',
  );
}

async function readClaim({ verify: source, image, scene }: VerifyOptions): Promise<Claimed> {
  const text =
    /#|^w\d+\./.test(source) && source.length <= MAX_FRAGMENT + 2000 && !(await isFile(source))
      ? source
      : await readText(source);
  const trimmed = text.trim();
  if (trimmed.startsWith('{'))
    return claimOfFile(trimmed, source, image === undefined && scene === undefined);
  return claimOfLink(trimmed);
}

function claimOfFile(json: string, name: string, isOnItsPixels: boolean): Claimed {
  const document = parseDocument(json, `"${name}"`);
  const { source } = document;
  return {
    claim: { document, quantised: false, onItsPixels: isOnItsPixels && source?.kind === 'pixels' },
    picture: source && (source.kind === 'scene' ? { scene: source.scene } : { image: readSource(source) }),
    asked: askedBy(document),
  };
}

async function claimOfLink(link: string): Promise<Claimed> {
  const state = readLink(link.slice(link.indexOf('#') + 1));
  const document = state && documentOf(state);
  if (!document)
    throw new WhylightError(
      'bad-input',
      'This link holds a question, but no explanation that could be verified: copy the link from the page when the maps are there.',
    );
  return {
    claim: { document, backend: state.result!.backend, quantised: true },
    picture: await pictureOfLink(state.image),
    asked: askedBy(document, state.asked.target),
  };
}

async function pictureOfLink(image: LinkImage | undefined): Promise<Claimed['picture']> {
  switch (image?.kind) {
    case undefined:
    case 'file':
      return undefined;
    case 'scene':
      return { scene: image.scene };
    case 'jpeg':
      return { image: await decodeLinkImage(image.bytes, await loadLinkCodec()) };
    case 'sample': {
      const sample = SAMPLES.find(({ id }) => id === image.id);
      if (sample) return { scene: sample.scene };
      throw new WhylightError(
        'bad-input',
        `This link shows the sample "${image.id}", which this version of Whylight does not have.`,
      );
    }
  }
}

const isFile = async (name: string): Promise<boolean> =>
  (await stat(name).catch(() => undefined))?.isFile() ?? false;

/** A text file of moderate size, or what comes on standard input. @throws WhylightError ('bad-input') */
export async function readText(file: string): Promise<string> {
  try {
    return decodeText(
      await (isStandardInput(file) ? readStandardInput(MAX_FILE) : readBounded(file, MAX_FILE)),
    );
  } catch (error) {
    if (!(error instanceof Unread)) throw error;
    throw new WhylightError(
      'bad-input',
      error.trouble === 'missing'
        ? `There is no file "${file}"; name an exported explanation or a link.`
        : `"${file}" ${error.message}; name an exported explanation or a link.`,
    );
  }
}
