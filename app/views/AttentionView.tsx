import { useMemo } from 'react';
import { Button } from 'react-aria-components';
import { percent, positionOf, sharedScale } from '../../src/overlay/scale';
import { wordTint } from '../../src/overlay/words';
import { regionOf } from '../../src/image/regions';
import type { Preprocessing } from '../../src/image/config';
import type { AttentionReply, ModelInfo } from '../../workers/protocol';
import { useAttention, usePlayground, useSetView, useStores, useView } from '../store/hooks';
import type { Shown } from '../store/playground';
import { useShownTheme } from '../hooks/useShownTheme';
import { blockName } from '../text/blocks';
import { isSpecialToken, tokenLabel, wholePercent } from '../text/format';
import { Picker } from './controls';
import { PatchMap } from './PatchMap';
import { gridOn } from './useShownMaps';

type Block = ModelInfo['blocks'][number];

const asksText = ({ kind }: Block): boolean =>
  kind === 'text.self' || kind === 'mapper.text.self' || kind === 'mapper.text_to_image';
const readsImage = ({ kind }: Block): boolean =>
  kind === 'vision.self' || kind === 'mapper.image.self' || kind === 'mapper.text_to_image';

/** What a patch or word attends to, in one block and head. */
export function AttentionView() {
  const { attention } = useStores();
  const { block, head, reply, error } = useAttention(({ block, head, reply, error }) => ({
    block,
    head,
    reply,
    error,
  }));
  const { info, shown, isReady } = usePlayground(({ info, shown, example }) => ({
    info,
    shown,
    isReady: info !== undefined && shown !== undefined && !example,
  }));
  const blocks = info?.blocks ?? [];
  const chosen = block === undefined ? undefined : blocks[block];
  const firstCross = blocks.findLastIndex(({ kind }) => kind === 'mapper.text_to_image');
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
              onPress={() => attention.getState().look(Math.max(0, firstCross))}
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
              options={blocks.map((entry, i) => ({ id: String(i), text: blockName(entry) }))}
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
          {reply && shown && info && reply.block === block && (
            <AttentionRow
              reply={reply}
              block={chosen}
              shown={shown}
              preprocessing={info.preprocessing}
              grid={info.grid}
            />
          )}
        </>
      )}
    </section>
  );
}

interface RowProps {
  readonly reply: AttentionReply;
  readonly block: Block;
  readonly shown: Shown;
  readonly preprocessing: Preprocessing;
  readonly grid: ModelInfo['grid'];
}

/** One row of the attention matrix: the source's attention over patches or words. */
function AttentionRow({ reply, block, shown, preprocessing, grid }: RowProps) {
  const { sourcePatch, sourceWord } = useAttention(({ sourcePatch, sourceWord }) => ({
    sourcePatch,
    sourceWord,
  }));
  const tokens = shown.reply.document.tokens;
  const isText = asksText(block);
  const row = isText ? (sourceWord ?? tokens.length - 1) : sourcePatch === undefined ? 0 : sourcePatch + 1;
  const values = useMemo(() => reply.values.slice(row * reply.cols, (row + 1) * reply.cols), [reply, row]);
  const source = isText
    ? sourceWord === undefined || isSpecialToken(tokens[sourceWord] ?? '<|')
      ? 'the end of the question'
      : `“${tokenLabel(tokens[sourceWord]!)}”`
    : sourcePatch === undefined
      ? 'the image’s summary token'
      : `the patch at row ${Math.floor(sourcePatch / grid.cols) + 1}, column ${(sourcePatch % grid.cols) + 1}`;
  return (
    <>
      <p className="quiet">
        From <span className="strong">{source}</span>. Choose a {isText ? 'word' : 'patch'} to look from
        there.
      </p>
      {readsImage(block) ? (
        <AttentionMap
          shown={shown}
          preprocessing={preprocessing}
          rows={grid.rows}
          values={values.subarray(1)}
        />
      ) : (
        <AttentionWords tokens={tokens} values={values} />
      )}
    </>
  );
}

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

function AttentionWords({
  tokens,
  values,
}: {
  readonly tokens: readonly string[];
  readonly values: Float32Array;
}) {
  const theme = useShownTheme();
  const { ramp, word: linked } = useView(({ ramp, word }) => ({ ramp, word }));
  const setView = useSetView();
  const { attention } = useStores();
  const scale = sharedScale([values]);
  return (
    <ul className="word-list" aria-label="Attention over the words">
      {tokens.map((token, i) => {
        const value = values[i] ?? 0;
        const { background, text } = wordTint(positionOf(scale, value), ramp, theme);
        const name = isSpecialToken(token) ? (i === 0 ? 'start' : 'end') : tokenLabel(token);
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
