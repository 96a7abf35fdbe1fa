import { useMemo } from 'react';
import type { MapModel } from '../charts/modelMap';
import { usePlayground } from '../hooks/stores';
import type { Shown } from '../store/shown';
import { blockName } from '../text/blocks';
import type { ModelInfo } from '../../workers/protocol';
import { mapModelOf } from './anatomy';

export interface ModelOnShow {
  readonly shown: Shown;
  readonly info: ModelInfo;
  readonly model: MapModel;
  /** One a block: “Mapper layer 2: words attend to patches”. */
  readonly names: readonly string[];
}

/** The model as a map, with the explanation on show; absent until this page has computed one. */
export function useModelOnShow(): ModelOnShow | undefined {
  const { shown, info } = usePlayground(({ shown, info, example }) => ({
    shown: example ? undefined : shown,
    info,
  }));
  return useMemo(() => {
    if (!shown || !info) return undefined;
    const { document, weights } = shown.reply;
    return {
      shown,
      info,
      model: mapModelOf(info.blocks, document, weights),
      names: info.blocks.map((block) => blockName(block, document.streams)),
    };
  }, [shown, info]);
}
