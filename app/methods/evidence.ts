/** The figures of methods: fetched when somebody looks at them, held to their form. */
import * as v from 'valibot';
import { IMPORTANCES } from '../../src/relevance/importance';

const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));

const FigureSchema = v.pipe(
  v.object({ value: share, low: share, high: share }),
  v.check(({ value, low, high }) => low <= value && value <= high, 'the value lies outside of its interval'),
);

const method = {
  id: v.pipe(v.string(), v.nonEmpty()),
  importance: v.optional(v.picklist(IMPORTANCES)),
};

const count = v.pipe(v.number(), v.integer(), v.minValue(1));

const EvidenceSchema = v.object({
  schema: v.literal(1),
  model: v.object({ id: v.string(), sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)) }),
  dataset: v.string(),
  n: count,
  pictures: count,
  recommended: v.object(method),
  methods: v.array(
    v.object({ ...method, objects: v.optional(FigureSchema), patches: FigureSchema, words: FigureSchema }),
  ),
  comparisons: v.array(
    v.object({
      metric: v.string(),
      method: v.object(method),
      against: v.object(method),
      n: count,
      difference: v.number(),
      interval: v.tuple([v.number(), v.number()]),
      favours: v.picklist(['method', 'against', 'neither']),
      holm: share,
    }),
  ),
});

/** What was measured of one model: see `node/evaluate/writeEvidence.ts`. */
export type Evidence = v.InferOutput<typeof EvidenceSchema>;
export type Figure = v.InferOutput<typeof FigureSchema>;
export type Comparison = Evidence['comparisons'][number];

/** Paired tests whose corrected p is no larger count as a difference. */
export const SHOWN = 0.05;

/**
 * @param sha256 of the weights that the figures must be of
 * @throws Error with a sentence for the reader
 */
export function parseEvidence(text: string, sha256: string): Evidence {
  const result = v.safeParse(EvidenceSchema, parsed(text));
  if (!result.success) {
    const [issue] = result.issues;
    throw new Error(
      `The figures of the methods can't be read (${v.getDotPath(issue) ?? 'the whole file'}: ${issue.message}). The methods work without them.`,
    );
  }
  if (result.output.model.sha256 !== sha256)
    throw new Error(
      'The figures that came are of another model, so they are not shown. The methods work without them.',
    );
  return result.output;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Undefined is refused with a sentence, as any other value is.
    return undefined;
  }
}

/**
 * @param url absolute address of the file
 * @throws Error with a sentence for the reader
 */
export async function fetchEvidence(url: string, sha256: string): Promise<Evidence> {
  const response = await fetch(url).catch(() => undefined);
  if (!response)
    throw new Error('The figures of the methods could not be fetched: connect, and open this list again.');
  if (!response.ok)
    throw new Error(
      `The figures of the methods are not there (the server answered ${response.status}). The methods work without them.`,
    );
  return parseEvidence(await response.text(), sha256);
}
