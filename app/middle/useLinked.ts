import { useCallback, useMemo } from 'react';
import { spoken } from '../../src/surfaces';
import { useSetView, useStores, useView } from '../hooks/stores';
import { describePatch } from '../maps/describe';
import type { ShownSurface } from '../maps/surfaces';
import type { ShownMaps } from '../maps/shownMaps';
import type { SurfaceKind } from '../../src/surfaces';
import type { SurfaceViewProps } from '../surfaces/view';

type Linked = Required<Pick<SurfaceViewProps<SurfaceKind>, 'onAt' | 'onChoose' | 'describe'>> &
  Pick<SurfaceViewProps<SurfaceKind>, 'at'>;

/** Ties a surface to all views of the same parts: what is pointed at, what is chosen, and what it is worth in both maps. */
export function useLinked(maps: ShownMaps, { kind, id, parts, values, tokens: given }: ShownSurface): Linked {
  const { patch, word, other } = useView(({ patch, word, other }) => ({ patch, word, other }));
  const setView = useSetView();
  const { attention } = useStores();
  const isPicture = kind === 'picture';
  const isText = id === 'text';
  const tokens = useMemo(() => given ?? [], [given]);
  const onAt = useCallback(
    (at: number | undefined) => {
      if (isPicture) setView({ patch: at });
      else if (isText) setView({ word: at === undefined ? undefined : tokens[at] });
      else setView({ other: at === undefined ? undefined : { surface: id, at } });
    },
    [setView, isPicture, isText, tokens, id],
  );
  const onChoose = useCallback(
    (at: number) => {
      if (isPicture) attention.getState().setSource({ patch: at });
      else if (isText) attention.getState().setSource({ word: tokens[at] ?? 0 });
    },
    [attention, isPicture, isText, tokens],
  );
  const describe = useCallback(
    (at: number) => {
      if (isPicture) return describePatch(maps, at);
      const name =
        'words' in parts ? parts.words[at] : 'names' in parts ? parts.names[at] : `position ${at + 1}`;
      const each = maps.panels.map(({ label }, i) => `${label} ${spoken(values[i === 0 ? 0 : 1][at] ?? 0)}`);
      return `${name ?? ''}: ${each.join(', ')}`;
    },
    [isPicture, maps, parts, values],
  );
  const at = isPicture
    ? patch
    : isText
      ? word === undefined
        ? undefined
        : orNone(tokens.indexOf(word))
      : other?.surface === id
        ? other.at
        : undefined;
  return { at, onAt, onChoose, describe };
}

const orNone = (index: number): number | undefined => (index < 0 ? undefined : index);
