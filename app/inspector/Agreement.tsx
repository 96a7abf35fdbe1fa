import { memo, useMemo } from 'react';
import { spearman, topOverlap } from '../../src/relevance/compare';
import { percent } from '../text/format';
import { Help } from '../controls/controls';
import type { ShownMaps } from '../maps/shownMaps';

/** How far the two maps agree: order of patches, and the patches that matter most. */
export const Agreement = memo(function Agreement({ maps }: { readonly maps: ShownMaps }) {
  const [left, right] = maps.panels;
  const { rank, overlap } = useMemo(
    () => ({ rank: spearman(left.image, right.image), overlap: topOverlap(left.image, right.image) }),
    [left.image, right.image],
  );
  return (
    <div className="row agreement">
      <span>
        Rank agreement <span className="strong">{rank === null ? 'none' : rank.toFixed(2)}</span>
      </span>
      <span>
        Top 20&#8239;% overlap <span className="strong">{percent(overlap, 0)}</span>
      </span>
      <Help about="how far the maps agree">
        <p>
          Rank agreement is Spearman’s rank correlation of the two maps’ patches: 1 when they put all patches
          in the same order, 0 when the orders have nothing to do with each other.
        </p>
        <p>
          Top 20 % overlap is the share of the most relevant fifth of the patches that both maps have in
          common.
        </p>
      </Help>
    </div>
  );
});
