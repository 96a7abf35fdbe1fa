/** `whylight explain --verify`: computes a shared explanation again and says whether it comes out the same. */
import { readFile, stat } from 'node:fs/promises';
import type { Pixels } from '../../src/image/pixels';
import {
  compareExplanations,
  decodeLinkImage,
  documentOf,
  MAX_FRAGMENT,
  parseDocument,
  readLink,
  readSource,
  type Claim,
  type LinkImage,
} from '../../src/ask';
import { SAMPLES, type Scene } from '../../src/scene';
import { WhylightError } from '../../src/tensor/error';
import { loadLinkCodec } from '../../node/library/linkCodec';
import { explainFully, loadModel, type ExplainRequest, type ExplanationDocument } from '../../node/library/library';
import { note, printJson, progress } from '../../node/terminal';

export interface VerifyOptions {
  /** An exported JSON file, a file that holds a link, or the link itself. */
  readonly verify: string;
  /** The picture, for what holds only its fingerprint or none. */
  readonly image?: string;
  readonly scene?: string;
  readonly model: string;
  readonly json?: boolean;
}

/** What is claimed, and the request that computes it anew. */
interface Claimed {
  readonly claim: Claim;
  readonly picture: { readonly image?: Pixels; readonly scene?: Scene } | undefined;
  /** Target as asked: the model's first answer when left out. */
  readonly target: { readonly answer?: string; readonly versus?: string };
}

const MAX_FILE = 32_000_000;

/**
 * Says on stdout that the explanation was reproduced.
 * @throws WhylightError ('bad-input') with what differs, and for files and links that cannot be read
 */
export async function runVerify(options: VerifyOptions): Promise<void> {
  const { claim, picture, target } = await readClaim(options.verify);
  const source = pictureOf(options, picture);
  const loading = progress('Loading the model');
  const model = await loadModel(options.model, { onProgress: loading.update, onNotice: note }).finally(
    loading.done,
  );
  const { question, choices, methods } = claim.document;
  try {
    const computed: ExplanationDocument[] = [];
    // Methods that differ in their importance or start layer are computed in runs of their own.
    for (const { id, importance, startLayer } of methods) {
      const request: ExplainRequest = {
        ...source,
        ...target,
        ...(choices === undefined ? {} : { candidates: choices }),
        question,
        methods: [id],
        startLayer,
        ...(importance === undefined ? {} : { importance }),
      };
      computed.push((await explainFully(model, request)).document);
    }
    const document = { ...computed[0]!, methods: computed.flatMap(({ methods }) => methods) };
    const verdict = compareExplanations(claim, document, 'cpu');
    if (options.json) printJson({ schema: 1, ...verdict });
    if (!verdict.reproduced) throw new WhylightError('bad-input', verdict.text);
    if (!options.json) process.stdout.write(`${verdict.text}\n`);
  } finally {
    await model.dispose();
  }
}

function pictureOf(
  { image, scene }: VerifyOptions,
  found: Claimed['picture'],
): Pick<ExplainRequest, 'image' | 'scene'> {
  if (image !== undefined) return { image };
  if (scene !== undefined) return { scene };
  if (found) return found;
  throw new WhylightError(
    'bad-input',
    'This explanation does not hold its picture: name it with --image or --scene.',
  );
}

async function readClaim(source: string): Promise<Claimed> {
  const text =
    /#|^w\d+\./.test(source) && source.length <= MAX_FRAGMENT + 2000 && !(await isFile(source))
      ? source
      : await readText(source);
  const trimmed = text.trim();
  if (trimmed.startsWith('{')) return claimOfFile(trimmed, source);
  return claimOfLink(trimmed);
}

function claimOfFile(json: string, name: string): Claimed {
  const document = parseDocument(json, `"${name}"`);
  const { source, target, answers } = document;
  const isFirst = target.versus === undefined && target.answer === answers[0]?.text;
  return {
    claim: { document, quantised: false },
    picture: source && (source.kind === 'scene' ? { scene: source.scene } : { image: readSource(source) }),
    target: isFirst ? {} : target,
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
    target: {
      ...(state.answer === undefined ? {} : { answer: state.answer }),
      ...(state.versus === undefined ? {} : { versus: state.versus }),
    },
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

/** A text file of moderate size. @throws WhylightError ('bad-input') */
export async function readText(file: string): Promise<string> {
  const bad = (reason: string) => new WhylightError('bad-input', reason);
  const found = await stat(file).catch(() => undefined);
  if (!found?.isFile()) throw bad(`There is no file "${file}"; name an exported explanation or a link.`);
  if (found.size > MAX_FILE)
    throw bad(`"${file}" has ${found.size} bytes, more than the allowed ${MAX_FILE}.`);
  return readFile(file, 'utf8');
}
