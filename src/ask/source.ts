/** Explanations as files: the document, and beside it what is needed to compute it again. */
import * as v from 'valibot';
import { DOCUMENT_SCHEMA, type ExplanationDocument } from './document';
import type { Pixels, RgbImage } from '../image/pixels';
import { parseScene, SceneError, type Scene } from '../scene/spec';
import { WhylightError } from '../tensor/error';
import { shortened } from '../tensor/quote';
import { fromBase64Url, toBase64Url } from './base64url';
import { deflate, inflate } from './deflate';
import { LinkError } from './error';

/** The picture of an exported explanation. */
export type Source =
  | { readonly kind: 'scene'; readonly scene: Scene }
  /** A photograph as the model sees it, without loss: RGB bytes, row-major, deflated, in base64url. */
  | { readonly kind: 'pixels'; readonly width: number; readonly height: number; readonly rgb: string };

export interface ExportedDocument extends ExplanationDocument {
  readonly source?: Source;
}

/** Characters of a file that is read. */
export const MAX_DOCUMENT = 8_000_000;
const MAX_SIDE = 1024;
const MAX_CHOICES = 1000;

const finite = v.pipe(v.number(), v.finite());
const share = v.pipe(v.number(), v.minValue(-1.001), v.maxValue(1.001));
const mass = v.pipe(v.number(), v.finite(), v.minValue(0));
const whole = (low: number, high: number) =>
  v.pipe(v.number(), v.integer(), v.minValue(low), v.maxValue(high));
const text = (most: number) => v.pipe(v.string(), v.maxLength(most));
/** The length is looked at before the items, so that an endless list costs nothing. */
const listOf = <T extends v.GenericSchema>(item: T, most: number) =>
  v.pipe(
    v.unknown(),
    v.check((list) => !Array.isArray(list) || list.length <= most, `has more than ${most} entries`),
    v.array(item),
  );

const METHOD = v.object({
  id: text(40),
  importance: v.optional(text(40)),
  startLayer: whole(0, 255),
  image: v.object({
    rows: whole(1, 64),
    cols: whole(1, 64),
    values: listOf(share, 64 * 64),
    rawMass: mass,
  }),
  text: v.object({ values: listOf(share, 512), rawMass: mass }),
});

const DOCUMENT = v.object({
  schema: v.literal(DOCUMENT_SCHEMA),
  model: v.object({ id: text(200), sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{8,64}$/)) }),
  image: v.object({
    sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{8,64}$/)),
    width: whole(1, 100_000),
    height: whole(1, 100_000),
  }),
  question: text(4000),
  tokens: listOf(text(200), 512),
  prompt: v.optional(text(4000)),
  choices: v.optional(v.union([v.literal('caption'), listOf(text(400), MAX_CHOICES)])),
  answers: listOf(
    v.object({
      text: text(400),
      probability: v.pipe(v.number(), v.minValue(0), v.maxValue(1)),
      logit: finite,
    }),
    20_000,
  ),
  target: v.object({ answer: text(400), versus: v.optional(text(400)) }),
  methods: v.pipe(listOf(METHOD, 64), v.minLength(1)),
  timings: v.optional(v.record(text(40), finite), {}),
  notices: v.optional(listOf(text(400), 20)),
  source: v.optional(
    v.variant('kind', [
      v.object({ kind: v.literal('scene'), scene: v.unknown() }),
      v.object({
        kind: v.literal('pixels'),
        width: whole(1, MAX_SIDE),
        height: whole(1, MAX_SIDE),
        rgb: text(4_500_000),
      }),
    ]),
  ),
});

/**
 * Reads an explanation from the text of a file that anybody may have made.
 * @param name what errors call the file
 * @throws WhylightError ('bad-input') naming the field that is wrong
 */
export function parseDocument(json: string, name = 'The file'): ExportedDocument {
  const bad = (reason: string) => new WhylightError('bad-input', `${name} is no explanation: ${reason}.`);
  if (json.length > MAX_DOCUMENT)
    throw bad(`it has ${json.length} characters, more than the allowed ${MAX_DOCUMENT}`);
  let data: unknown;
  try {
    data = JSON.parse(json);
  } catch {
    throw bad('it is not JSON');
  }
  const schema = typeof data === 'object' && data !== null && 'schema' in data ? data.schema : undefined;
  if (typeof schema === 'number' && schema > DOCUMENT_SCHEMA)
    throw bad(
      `a newer Whylight made it (schema ${schema}, this one reads up to ${DOCUMENT_SCHEMA}); get the newest version`,
    );
  const found = v.safeParse(DOCUMENT, data, { abortEarly: true });
  if (!found.success) {
    const [issue] = found.issues;
    const path = issue.path?.map(({ key }) => String(key).slice(0, 40)).join('.') ?? 'document';
    throw bad(`${path}: ${shortened(issue.message, 160)}`);
  }
  const document = found.output as ExportedDocument;
  for (const { id, image, text } of document.methods) {
    if (image.values.length !== image.rows * image.cols)
      throw bad(
        `the map of ${id} has ${image.values.length} values for ${image.rows} × ${image.cols} patches`,
      );
    if (text.values.length !== document.tokens.length)
      throw bad(`${id} has ${text.values.length} values for ${document.tokens.length} tokens`);
  }
  return document.source === undefined
    ? document
    : { ...document, source: checkedSource(document.source, bad) };
}

function checkedSource(source: Source, bad: (reason: string) => Error): Source {
  if (source.kind === 'pixels') return source;
  try {
    return { kind: 'scene', scene: parseScene(source.scene) };
  } catch (error) {
    if (error instanceof SceneError) throw bad(error.message.replace(/\.$/, ''));
    throw error;
  }
}

/** A picture of the model's own size as a source, without loss. */
export function writeSource({ width, height, data }: RgbImage): Source {
  return { kind: 'pixels', width, height, rgb: toBase64Url(deflate(data)) };
}

/** The pixels of a source, opaque. @throws LinkError when the bytes do not fit the size */
export function readSource({ width, height, rgb }: Extract<Source, { kind: 'pixels' }>): Pixels {
  const count = width * height;
  const bytes = inflate(fromBase64Url(rgb), count * 3);
  if (bytes.length !== count * 3)
    throw new LinkError(
      '',
      `The picture of this explanation has ${bytes.length} bytes, and ${width} × ${height} pixels need ${count * 3}: get the file again.`,
    );
  const data = new Uint8ClampedArray(count * 4).fill(255);
  for (let i = 0; i < count; i++) data.set(bytes.subarray(i * 3, i * 3 + 3), i * 4);
  return { width, height, data };
}
