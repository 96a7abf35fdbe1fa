import { useMemo, useState } from 'react';
import { methodById } from '../../src/methods';
import { IMPORTANCES } from '../../src/relevance/importance';
import type { Importance } from '../../src/relevance/types';
import { WeightsChart } from '../charts/WeightsChart';
import { Help, Picker } from '../controls/controls';
import { usePlayground, useView } from '../hooks/stores';
import { placesIn, tokenAt } from '../maps/tokens';
import { blockName } from '../text/blocks';
import { AttentionView } from './AttentionView';
import { Replay } from './Replay';

/** Why the maps differ: the weights, and how relevance comes together block by block. */
export default function Understand() {
  return (
    <div className="stack inspector-sections">
      <Weights />
      <Replay />
      <AttentionView />
    </div>
  );
}

function Weights() {
  const { shown, info } = usePlayground(({ shown, info }) => ({ shown, info }));
  const weighing = shown?.asked.methods.find(({ id }) => methodById(id).needs.includes('importance'));
  const shownImportance = weighing?.importance ?? info?.recommended.importance ?? 'norm';
  const [chosen, setChosen] = useState<Importance>();
  const importance = chosen ?? shownImportance;
  const { word, patch } = useView(({ word, patch }) => ({ word, patch }));
  const [column, setColumn] = useState<number>();
  const columns = useMemo(() => {
    if (!shown || !info) return [];
    const { document, weights } = shown.reply;
    return weights.map(({ block: index, query, weights: ofBlock }) => {
      const block = info.blocks[index]!;
      return {
        name: blockName(block, document.streams),
        place: block.section.toLowerCase(),
        weights: ofBlock[importance],
        places: placesIn(query, document),
      };
    });
  }, [shown, info, importance]);
  const selected = column === undefined ? undefined : columns[column];
  return (
    <section className="stack">
      <div className="frame-title">
        <h3>How much attention counts</h3>
        <Help about="the weights">
          <p>
            Each block adds what its attention brought to what was there before. The weight w compares the
            importance of the two, token by token: 0.2 means that attention brought a fifth of what was there.
          </p>
          <p>
            <i>Weighted</i> relevance multiplies by w; <i>equal</i> relevance takes w = 1 everywhere.
          </p>
        </Help>
      </div>
      <p className="quiet">
        Weight of what came through attention, against what was there before. <i>Equal</i> is the dashed line.
      </p>
      {columns.length === 0 ? (
        <p className="quiet">Shown with the first answer.</p>
      ) : (
        <>
          <WeightsChart
            columns={columns}
            selected={column}
            onSelect={setColumn}
            token={(i) => tokenAt(columns[i]!.places, { patch, word })}
            label="Weight of attention by block"
          />
          <div className="row spread-row">
            <span className="quiet chart-note">
              {selected ? selected.name : 'Dot: mean. Bar: 80 % of the tokens.'}
            </span>
            <Picker
              label="Importance"
              value={importance}
              options={IMPORTANCES.map((id) => ({ id, text: id }))}
              onChange={(id) => setChosen(IMPORTANCES.find((entry) => entry === id))}
            />
          </div>
        </>
      )}
    </section>
  );
}
