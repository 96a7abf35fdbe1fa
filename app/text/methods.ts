/** What the page says about each method; titles and papers come from the registry of methods. */
import type { Citation } from '../../src/methods/citations';
import type { Importance } from '../../src/relevance/types';
import { methodById, type Architecture } from '../../src/methods/registry';
import type { MethodRequest } from '../../workers/protocol';

export interface MethodText {
  readonly key: string;
  readonly request: MethodRequest;
  /** The figure's name: “Weighted relevance”. */
  readonly title: string;
  /** Tells variants of one method apart. */
  readonly variant?: string;
  readonly group: 'Accumulated relevance' | 'Baselines' | 'Controls';
  /** Two sentences. */
  readonly help: string;
  readonly paper: string;
  /** “Chefer 2021”, or “control”. */
  readonly origin: string;
}

function entry(
  request: MethodRequest,
  group: MethodText['group'],
  help: string,
  extra: { readonly variant?: string; readonly paper?: string } = {},
): MethodText {
  const { title, citation } = methodById(request.id);
  const paper = extra.paper ?? (citation ? cite(citation) : 'A control: every useful method must beat it.');
  const origin = citation ? `${citation.authors[0]!.split(',')[0]} ${citation.year}` : 'control';
  return { key: methodKey(request), request, group, help, title, origin, ...extra, paper };
}

function namesAndYear({ authors, year }: Citation): string {
  const family = authors.map((author) => author.split(',')[0]!.trim());
  return `${family.length > 2 ? `${family[0]} et al.` : family.join(' & ')} ${year}`;
}

const cite = (citation: Citation): string =>
  citation.arxiv === undefined
    ? namesAndYear(citation)
    : `${namesAndYear(citation)}, arXiv ${citation.arxiv}`;

const WEIGHTED_HELP =
  'Follows relevance through every attention block, and counts what came through attention by its importance relative to what was there before.';
const HUANG = 'Huang et al. 2023, arXiv 2308.10240; our reconstruction from its abstract';

const weighted = (importance: Importance, variant: string, help: string): MethodText =>
  entry({ id: 'weighted', importance }, 'Accumulated relevance', `${WEIGHTED_HELP} ${help}`, {
    variant,
    paper: HUANG,
  });

export const METHODS: readonly MethodText[] = [
  entry(
    { id: 'weighted' },
    'Accumulated relevance',
    `${WEIGHTED_HELP} Uses the importance that did best for this model on validation data.`,
    { variant: 'recommended', paper: HUANG },
  ),
  weighted('norm', 'norm', 'Importance is the length of the value vector.'),
  weighted('norm-ln', 'norm-ln', 'Importance is the length of the vector as the next layer norm scales it.'),
  weighted('gradient', 'gradient', 'Importance is how much the answer would change along the vector.'),
  weighted(
    'mixing',
    'mixing',
    'Importance tells a token’s own part from what others mix in (Kobayashi et al. 2021).',
  ),
  entry(
    { id: 'equal' },
    'Accumulated relevance',
    'Follows relevance through every attention block. What came through attention and what was there before count the same, whatever their size.',
  ),
  entry(
    { id: 'gradcam' },
    'Baselines',
    'Weighs the last block’s attention heads by their mean gradient. It looks at one block only.',
  ),
  entry(
    { id: 'grad-eclip' },
    'Baselines',
    'Weighs the values of the last block by the gradient of their channels and a softened attention. It is made for CLIP’s scores.',
  ),
  entry(
    { id: 'rollout' },
    'Baselines',
    'Multiplies the attention of all blocks through. It does not know which answer is asked about.',
  ),
  entry(
    { id: 'raw' },
    'Baselines',
    'Shows where the last block looks, averaged over heads. It does not know which answer is asked about.',
  ),
  entry({ id: 'random' }, 'Controls', 'Seeded noise, the same every time. Any useful map must beat it.'),
  entry(
    { id: 'centre' },
    'Controls',
    'A fixed blob in the middle of the picture. Objects tend to stand there, so it is harder to beat than it looks.',
  ),
];

/** The methods that serve a kind of model; all of them while none is known. */
export const methodsFor = (architecture: Architecture | undefined): readonly MethodText[] =>
  METHODS.filter(
    ({ request }) => architecture === undefined || methodById(request.id).serves.includes(architecture),
  );

/** The key under which a request stands in `METHODS`. */
export function methodKey({ id, importance }: MethodRequest): string {
  return importance ? `${id}:${importance}` : id;
}

export function methodText(request: MethodRequest): MethodText {
  const key = methodKey(request);
  return (
    METHODS.find((method) => method.key === key) ??
    entry(request, 'Baselines', methodById(request.id).sentence)
  );
}

/** “Weighted relevance” */
export const figureName = (request: MethodRequest): string => methodText(request).title;

/** “weighted”, for labels in charts and sentences. */
export const shortName = (request: MethodRequest): string =>
  figureName(request)
    .replace(/ relevance$/, '')
    .toLowerCase();
