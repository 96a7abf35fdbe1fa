import { useMemo, useState } from 'react';
import { methodById } from '../../src/methods';
import { IMPORTANCES } from '../../src/relevance/importance';
import type { Importance } from '../../src/relevance/types';
import { ModelMap } from '../charts/ModelMap';
import { WeightsChart } from '../charts/WeightsChart';
import { Help, Picker } from '../controls/controls';
import { useView } from '../hooks/stores';
import { placesIn, tokenAt } from '../maps/tokens';
import { useModelOnShow, type ModelOnShow } from './useModelOnShow';

/** How much attention counts in each block: the idea of *weighted*, drawn. */
export function Weights() {
  const onShow = useModelOnShow();
  return (
    <>
      <p className="quiet">
        Weight of what came through attention, against what was there before. <i>Equal</i> is the dashed line.
      </p>
      {onShow && onShow.shown.reply.weights.length > 0 ? (
        <Columns {...onShow} />
      ) : (
        <p className="quiet">Shown with the first answer.</p>
      )}
    </>
  );
}

function Columns({ shown, info, model, names }: ModelOnShow) {
  const weighing = shown.asked.methods.find(({ id }) => methodById(id).needs.includes('importance'));
  const [chosen, setChosen] = useState<Importance>();
  const importance = chosen ?? weighing?.importance ?? info.recommended.importance;
  const { word, patch } = useView(({ word, patch }) => ({ word, patch }));
  // Pointer and focus look into a column for as long as they are there; a block picked on the map stays.
  const [looked, setLooked] = useState<number>();
  const [picked, setPicked] = useState<number>();
  const columns = useMemo(() => {
    const { document, weights } = shown.reply;
    return weights.map(({ block, query, weights: ofBlock }) => ({
      name: names[block]!,
      place: info.blocks[block]!.section.toLowerCase(),
      weights: ofBlock[importance],
      places: placesIn(query, document),
    }));
  }, [shown, info, names, importance]);
  const selected = looked ?? picked;
  const column = selected === undefined ? undefined : columns[selected];
  return (
    <>
      <WeightsChart
        columns={columns}
        selected={selected}
        onSelect={setLooked}
        token={(i) => tokenAt(columns[i]!.places, { patch, word })}
        label="Weight of attention by block"
      />
      <ModelMap mode="pick" label="Block weighed" model={model} names={names} at={picked} onAt={setPicked} />
      <div className="row spread-row">
        <span className="quiet chart-note">
          {column ? column.name : 'Dot: mean. Bar: 80\u202f% of the tokens.'}
        </span>
        <div className="row">
          <WeightsHelp />
          <Picker
            label="Importance"
            value={importance}
            options={IMPORTANCES.map((id) => ({ id, text: id }))}
            onChange={(id) => setChosen(IMPORTANCES.find((entry) => entry === id))}
          />
        </div>
      </div>
    </>
  );
}

/** What a weight is. */
function WeightsHelp() {
  return (
    <Help about="the weights">
      <p>
        Each block adds what its attention brought to what was there before. The weight w compares the
        importance of the two, token by token: 0.2 means that attention brought a fifth of what was there.
      </p>
      <p>
        <i>Weighted</i> relevance multiplies by w; <i>equal</i> relevance takes w = 1 everywhere.
      </p>
    </Help>
  );
}
