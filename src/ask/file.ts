/** Explanations as files: the document, and beside it what is needed to compute it again. */
import * as v from 'valibot';
import { parseScene, SceneError } from '../scene/spec';
import { WhylightError } from '../tensor/error';
import { shortened } from '../tensor/quote';
import { inconsistency } from './consistent';
import { DOCUMENT, DOCUMENT_SCHEMA, type ExplanationDocument } from './document';
import { SOURCE, type Source } from './source';
import { upgraded, withWholeCharacters } from './upgrade';

export interface ExportedDocument extends ExplanationDocument {
  readonly source?: Source;
}

/** Characters of a file that is read. */
export const MAX_DOCUMENT = 8_000_000;

const FILE = v.object({ ...DOCUMENT.entries, source: v.optional(SOURCE) });

const { schema: _schema, words: _words, streams: _streams, ...KEPT } = FILE.entries;
/** Version 1 did not say words and streams. */
const VERSION_1 = v.object({ ...KEPT, schema: v.literal(1) });

/** A document whose source is not looked into yet. */
type Unchecked = ExplanationDocument & { readonly source?: v.InferOutput<typeof SOURCE> | undefined };
type Bad = (reason: string) => WhylightError;

/**
 * Reads an explanation from the text of a file that anybody may have made. One of an older version comes as one of
 * today's.
 * @param name what errors call the file
 * @throws WhylightError ('bad-input') naming the field that is wrong
 */
export function parseDocument(json: string, name = 'The file'): ExportedDocument {
  const bad: Bad = (reason) => new WhylightError('bad-input', `${name} is no explanation: ${reason}.`);
  if (json.length > MAX_DOCUMENT)
    throw bad(`it has ${json.length} characters, more than the allowed ${MAX_DOCUMENT}`);
  let data: unknown;
  try {
    // Some editors begin a file with a mark of its byte order.
    data = JSON.parse(json.replace(/^\ufeff/, ''));
  } catch {
    throw bad('it is not JSON');
  }
  const { source, ...document } = validated(data, bad);
  const odd = inconsistency(document);
  if (odd !== undefined) throw bad(odd);
  return source === undefined ? document : { ...document, source: checkedSource(source, bad) };
}

function validated(data: unknown, bad: Bad): Unchecked {
  const schema = typeof data === 'object' && data !== null && 'schema' in data ? data.schema : undefined;
  if (typeof schema === 'number' && schema > DOCUMENT_SCHEMA)
    throw bad(
      `a newer Whylight made it (schema ${schema}, this one reads up to ${DOCUMENT_SCHEMA}); get the newest version`,
    );
  if (schema !== 1) return withWholeCharacters(parsed(FILE, data, bad));
  return { ...upgraded(parsed(VERSION_1, data, bad)), schema: DOCUMENT_SCHEMA };
}

/** @throws WhylightError with the path of what is wrong */
function parsed<S extends v.GenericSchema>(schema: S, data: unknown, bad: Bad): v.InferOutput<S> {
  const found = v.safeParse(schema, data, { abortEarly: true });
  if (found.success) return found.output;
  const [issue] = found.issues;
  const path = issue.path?.map(({ key }) => String(key).slice(0, 40)).join('.') ?? 'document';
  throw bad(`${path}: ${shortened(issue.message, 160)}`);
}

function checkedSource(source: NonNullable<Unchecked['source']>, bad: Bad): Source {
  if (source.kind === 'pixels') return source;
  try {
    return { kind: 'scene', scene: parseScene(source.scene) };
  } catch (error) {
    if (error instanceof SceneError) throw bad(error.message.replace(/\.$/, ''));
    throw error;
  }
}
