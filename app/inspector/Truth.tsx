import { groundTruth, type TruthScores } from '../../src/faithfulness/ground-truth';
import { percent } from '../text/format';
import { Help } from '../controls/controls';
import type { ShownMaps } from '../maps/shownMaps';
import { useShownMaps } from '../maps/useShownMaps';
import { useTruth } from '../maps/useTruth';

/** Which map is right: scenes know which stickers justify the answer. */
export default function TruthTab() {
  const maps = useShownMaps();
  return (
    <section className="stack">
      <div className="frame-title">
        <h3>Is the map on the right objects?</h3>
        <Help about="the truth of scenes">
          <p>
            A sticker scene knows its stickers, so for questions about it the right answer and the stickers
            that justify it are known. The scores compare each map with them.
          </p>
          <p className="quiet">After CLEVR-XAI: Arras et al. 2022, arXiv 2003.07258</p>
        </Help>
      </div>
      {maps ? <Scores maps={maps} /> : <p className="quiet">Shown with the first answer.</p>}
    </section>
  );
}

const ROWS: readonly (readonly [keyof TruthScores, string, string])[] = [
  ['mass', 'On the objects', 'Relevance mass accuracy: the share of the relevance that lies on the objects'],
  [
    'rank',
    'Top patches',
    'Relevance rank accuracy: of the most relevant patches, as many as the objects cover',
  ],
  ['pointing', 'Strongest patch', 'Pointing game: how much of the most relevant patch the objects cover'],
];

function Scores({ maps }: { readonly maps: ShownMaps }) {
  const truth = useTruth(maps.shown);
  const { answers, target } = maps.shown.reply.document;
  if (!truth) return <p className="quiet">Looking for the truth of this question</p>;
  if (truth.kind === 'photograph')
    return (
      <p className="quiet">Nobody has marked the objects of a photograph. Choose a scene to see scores.</p>
    );
  if (truth.kind === 'unknown-question')
    return (
      <p className="quiet">
        The truth of this wording is not known. Choose one of the suggested questions to see scores.
      </p>
    );
  const said = answers[0]?.text;
  const verdict = (
    <p>
      Right answer <span className="strong">{truth.truth.answer}</span>
      {'. '}
      {said === truth.truth.answer ? (
        <span className="quiet">The model agrees.</span>
      ) : (
        <span className="quiet">The model says {said}: a map of a wrong answer may well look elsewhere.</span>
      )}
    </p>
  );
  if (truth.kind === 'no-objects')
    return (
      <>
        {verdict}
        <p className="quiet">No sticker justifies this answer, so there is nothing for a map to find.</p>
      </>
    );
  const results = maps.panels.map(({ image }) => groundTruth(image, truth.coverage));
  const first = results[0];
  if (!first) return verdict;
  return (
    <>
      {verdict}
      {target.answer !== truth.truth.answer && (
        <p className="quiet">The maps explain {target.answer}, not the right answer.</p>
      )}
      <table className="legend">
        <thead>
          <tr>
            <th scope="col">Score</th>
            {maps.panels.map(({ label }, i) => (
              <th key={i} scope="col">
                {label}
              </th>
            ))}
            <th scope="col">random</th>
            <th scope="col">best</th>
          </tr>
        </thead>
        <tbody>
          {ROWS.map(([metric, name, exact]) => (
            <tr key={metric}>
              <th scope="row" title={exact}>
                {name}
              </th>
              {results.map((result, i) => (
                <td key={i}>{result ? percent(result.scores[metric], 0) : ''}</td>
              ))}
              <td className="quiet">{percent(first.random, 0)}</td>
              <td className="quiet">{percent(first.ceiling[metric], 0)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="quiet">The objects are outlined in green in both maps.</p>
    </>
  );
}
