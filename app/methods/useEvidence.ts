import { useEffect, useState } from 'react';
import { sentenceOf } from '../store/errors';
import { fetchEvidence, type Evidence } from './evidence';
import { measuredModel } from './measured';

/** `none`: nothing was measured of this model, and nothing is fetched. */
export type Known =
  | { readonly kind: 'none' | 'coming' }
  | { readonly kind: 'known'; readonly evidence: Evidence }
  | { readonly kind: 'failed'; readonly sentence: string };

/** Figures that came once; they belong to the same build as the page, and never change under it. */
const kept = new Map<string, Evidence>();

/** The figures of a model, fetched when this is first used. */
export function useEvidence(sha256: string | undefined): Known {
  const measured = sha256 === undefined ? undefined : measuredModel(sha256);
  const [found, setFound] = useState<{ readonly of: string; readonly known: Known }>();
  useEffect(() => {
    if (!measured || kept.has(measured.sha256)) return;
    let isWanted = true;
    const tell = (known: Known) => {
      if (isWanted) setFound({ of: measured.sha256, known });
    };
    fetchEvidence(new URL(measured.file, document.baseURI).href, measured.sha256).then(
      (evidence) => {
        kept.set(measured.sha256, evidence);
        tell({ kind: 'known', evidence });
      },
      (error: unknown) => tell({ kind: 'failed', sentence: sentenceOf(error) }),
    );
    return () => {
      isWanted = false;
    };
  }, [measured]);
  if (!measured) return { kind: 'none' };
  const evidence = kept.get(measured.sha256);
  if (evidence) return { kind: 'known', evidence };
  return found?.of === measured.sha256 ? found.known : { kind: 'coming' };
}
