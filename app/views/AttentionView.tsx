import { useMemo } from 'react';
import { Button } from 'react-aria-components';
import { percent, positionOf, sharedScale } from '../../src/overlay/scale';
import { wordTint } from '../../src/overlay/words';
import { regionOf } from '../../src/image/regions';
import type { Preprocessing } from '../../src/image/config';
import type { AttentionReply, ModelInfo } from '../../workers/protocol';
import { Picker } from '../controls/controls';
import { useShownTheme } from '../hooks/useShownTheme';
import { useAttention, usePlayground, useSetView, useStores, useView } from '../hooks/stores';
import { gridOn } from '../maps/shownMaps';
import { placesIn, tokenAt, type TokenPlaces } from '../maps/tokens';
import type { Shown } from '../store/shown';
import { blockName } from '../text/blocks';
import { wholePercent } from '../text/format';
import { PatchMap } from './PatchMap';

type Block = ModelInfo['blocks'][number];

/** What a patch or word attends to, in one block and head. */
export function AttentionView() {
  const { attention } = useStores();
  const { block, head, seen, error } = useAttention(({ block, head, seen, error }) => ({
    block,
    head,
    seen,
    error,
  }));
  const { info, shown, isReady } = usePlayground(({ info, shown, example }) => ({
    info,
    shown,
    isReady: info !== undefined && shown !== undefined && !example,
  }));
  const blocks = info?.blocks ?? [];
  const chosen = block === undefined ? undefined : blocks[block];
  const streams = (seen?.shown ?? shown)?.reply.document.streams ?? [];
  return (
    <section className="stack">
      <h3>What attends to what</h3>
      {chosen === undefined || block === undefined ? (
        <>
          <p className="quiet">The attention of one block and head, from a patch or word that you choose.</p>
          <div>
            <Button
              className="button"
              isDisabled={!isReady}
              onPress={() => attention.getState().look(worthSeeing(blocks, shown))}
            >
              Show attention
            </Button>
          </div>
        </>
      ) : (
        <>
          <div className="row spread-row">
            <Picker
              label="Attention block"
              value={String(block)}
              options={blocks.map((entry, i) => ({ id: String(i), text: blockName(entry, streams) }))}
              onChange={(id) => attention.getState().look(Number(id), undefined)}
            />
            <Picker
              label="Attention head"
              value={head === undefined ? 'mean' : String(head)}
              options={[
                { id: 'mean', text: 'mean of heads' },
                ...Array.from({ length: chosen.heads }, (_, i) => ({ id: String(i), text: `head ${i + 1}` })),
              ]}
              onChange={(id) => attention.getState().look(block, id === 'mean' ? undefined : Number(id))}
            />
          </div>
          {error !== undefined && <p className="quiet">{error}</p>}
          {seen && info && seen.reply.block === block && (
            <AttentionRow {...seen} block={chosen} preprocessing={info.preprocessing} grid={info.grid} />
          )}
        </>
      )}
    </section>
  );
}

/** The last block in which words look at the image; where there is none, the first of all. */
function worthSeeing(blocks: readonly Block[], shown: Shown | undefined): number {
  if (!shown) return 0;
  const { document } = shown.reply;
  const found = blocks.findLastIndex(
    ({ query, key }) =>
      query !== key &&
      placesIn(query, document).textOffset !== undefined &&
      placesIn(key, document).patches !== undefined,
  );
  return Math.max(0, found);
}

interface RowProps {
  readonly reply: AttentionReply;
  readonly block: Block;
  readonly shown: Shown;
  readonly preprocessing: Preprocessing;
  readonly grid: ModelInfo['grid'];
}

/** One row of the attention matrix: the source's attention over patches and words. */
function AttentionRow({ reply, block, shown, preprocessing, grid }: RowProps) {
  const { document } = shown.reply;
  const source = useAttention(({ sourcePatch, sourceWord }) => ({ patch: sourcePatch, word: sourceWord }));
  const queries = useMemo(() => placesIn(block.query, document), [block, document]);
  const keys = useMemo(() => placesIn(block.key, document), [block, document]);
  const row = tokenAt(queries, source) ?? queries.summary;
  const values = useMemo(() => reply.values.slice(row * reply.cols, (row + 1) * reply.cols), [reply, row]);
  return (
    <>
      <p className="quiet">
        From <span className="strong">{sourceText(queries, source, document, grid.cols)}</span>. Choose a{' '}
        {choicesText(queries)} to look from there.
      </p>
      {keys.patches && (
        <AttentionMap
          shown={shown}
          preprocessing={preprocessing}
          rows={grid.rows}
          values={values.subarray(keys.patches.from, keys.patches.to)}
        />
      )}
      {keys.textOffset !== undefined && (
        <AttentionWords {...document} values={values} offset={keys.textOffset} />
      )}
    </>
  );
}

type Document = Shown['reply']['document'];

/** “the patch at row 1, column 2”, “dog”; what stands for all where nothing is chosen. */
function sourceText(
  { patches, textOffset }: TokenPlaces,
  { patch, word }: { readonly patch?: number | undefined; readonly word?: number | undefined },
  { tokens, words }: Document,
  cols: number,
): string {
  if (textOffset !== undefined && word !== undefined && (words[word] ?? -1) >= 0) return `“${tokens[word]}”`;
  if (!patches) return 'the end of the question';
  if (patch !== undefined)
    return `the patch at row ${Math.floor(patch / cols) + 1}, column ${(patch % cols) + 1}`;
  return textOffset === undefined ? 'the image’s summary token' : 'the summary token';
}

const choicesText = ({ patches, textOffset }: TokenPlaces): string =>
  [...(textOffset === undefined ? [] : ['word']), ...(patches ? ['patch'] : [])].join(' or ') || 'token';

interface MapProps {
  readonly shown: Shown;
  readonly preprocessing: Preprocessing;
  readonly rows: number;
  readonly values: Float32Array;
}

function AttentionMap({ shown, preprocessing, rows, values }: MapProps) {
  const { attention } = useStores();
  const { patch, smooth, ramp } = useView(({ patch, smooth, ramp }) => ({ patch, smooth, ramp }));
  const setView = useSetView();
  const scale = useMemo(() => sharedScale([values]), [values]);
  const heats = useMemo(() => [{ values, scale, ramp }], [values, scale, ramp]);
  const grid = useMemo(() => gridOn(shown.image, preprocessing, rows), [shown, preprocessing, rows]);
  return (
    <figure aria-label="Attention over the image">
      <PatchMap
        image={shown.image}
        grid={grid}
        heats={heats}
        smooth={smooth}
        opacity={0.85}
        patch={patch}
        onPatch={(at) => setView({ patch: at })}
        onChoose={(at) => attention.getState().setSource({ patch: at })}
        describe={(at) =>
          `Row ${Math.floor(at / grid.cols) + 1}, column ${(at % grid.cols) + 1}, ${regionOf(grid, at)}: ${percent(values[at] ?? 0)} of the attention`
        }
        label="Patches, attention"
      />
      <figcaption className="quiet chart-note">
        Brightest: {percent(scale.max)} of the attention a patch
      </figcaption>
    </figure>
  );
}

interface WordsProps extends Pick<Document, 'tokens' | 'words'> {
  /** One a token of the stream; token i of the document is token i + `offset` of it. */
  readonly values: Float32Array;
  readonly offset: number;
}

function AttentionWords({ tokens, words, values, offset }: WordsProps) {
  const theme = useShownTheme();
  const { ramp, word: linked } = useView(({ ramp, word }) => ({ ramp, word }));
  const setView = useSetView();
  const { attention } = useStores();
  const ofTokens = tokens.map((_, i) => values[i + offset] ?? 0);
  const scale = sharedScale([ofTokens]);
  return (
    <ul className="word-list" aria-label="Attention over the words">
      {tokens.map((token, i) => {
        const value = ofTokens[i]!;
        const { background, text } = wordTint(positionOf(scale, value), ramp, theme);
        const name = (words[i] ?? 0) >= 0 ? token : i === 0 ? 'start' : 'end';
        return (
          <li key={i}>
            <button
              type="button"
              className="word"
              style={{ background, color: text }}
              data-linked={linked === i || undefined}
              onPointerEnter={() => setView({ word: i })}
              onPointerLeave={() => setView({ word: undefined })}
              onFocus={() => setView({ word: i })}
              onBlur={() => setView({ word: undefined })}
              onClick={() => attention.getState().setSource({ word: i })}
            >
              <span>{name}</span>
              <span className="value">
                {wholePercent(value)}
                <span className="visually-hidden"> per cent</span>
              </span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}
