import { useMemo } from 'react';
import type { Truth } from '../image/scenes';
import { useStores, useView } from '../store/hooks';
import type { Shown } from '../store/playground';

/** What is known about the right answer and the objects that justify it. */
export type ShownTruth =
  | { readonly kind: 'photograph' }
  | { readonly kind: 'unknown-question' }
  /** Right answer known, but no sticker justifies it ("no dog", the background). */
  | { readonly kind: 'no-objects'; readonly truth: Truth }
  | {
      readonly kind: 'known';
      readonly truth: Truth;
      /** Share of each patch that the justifying stickers cover, 0…1. */
      readonly coverage: Float32Array;
    };

/** The truth about the explanation on show. */
export function useTruth({ image, reply }: Shown): ShownTruth {
  const { scenes } = useStores();
  const { question, methods } = reply.document;
  const { rows = 1, cols = 1 } = methods[0]?.image ?? {};
  return useMemo((): ShownTruth => {
    if (!image.scene || !image.coverage) return { kind: 'photograph' };
    const known = scenes.truth(image.scene, question);
    if (!known) return { kind: 'unknown-question' };
    if (known.objects.length === 0) return { kind: 'no-objects', truth: known };
    const objects = image.coverage(rows, cols);
    const coverage = new Float32Array(rows * cols);
    for (const object of known.objects) {
      objects[object]!.forEach((share, patch) => (coverage[patch] = Math.min(1, coverage[patch]! + share)));
    }
    return { kind: 'known', truth: known, coverage };
  }, [scenes, image, question, rows, cols]);
}

/** Share of a patch from which on it counts as part of an object when outlined. */
const OUTLINED = 0.3;

/** Patches of the justifying objects, while somebody looks at the truth. */
export function useTruthOutline(shown: Shown): readonly number[] | undefined {
  const isOpen = useView((view) => view.tab === 'truth');
  const truth = useTruth(shown);
  return useMemo(() => {
    if (!isOpen || truth.kind !== 'known') return undefined;
    return Array.from(truth.coverage.keys()).filter((patch) => truth.coverage[patch]! >= OUTLINED);
  }, [isOpen, truth]);
}
