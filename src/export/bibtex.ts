import type { ExplanationDocument } from '../ask/document';
import { CITATIONS, METHODS, toBibTeX, type Citation } from '../methods';

/** BibTeX entries of the papers behind the methods of an explanation, each once; a comment says what is ours. */
export function methodsBibTeX({ methods }: Pick<ExplanationDocument, 'methods'>): string {
  const used = METHODS.filter(({ id }) => methods.some((method) => method.id === id));
  const papers = new Map<string, Citation>();
  for (const { citation } of used) if (citation) papers.set(citation.key, citation);
  const weighted = papers.has(CITATIONS.huang2023weighted.key)
    ? [
        '% Weighted relevance as computed by Whylight is a reconstruction from the abstract of Huang et al. 2023.',
      ]
    : [];
  return `${[...weighted, ...[...papers.values()].map(toBibTeX)].join('\n\n')}\n`;
}
