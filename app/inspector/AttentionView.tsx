import { useEffect, useMemo } from 'react';
import { percent, sharedScale } from '../../src/overlay/scale';
import { regionOf } from '../../src/image/regions';
import type { Preprocessing } from '../../src/image/config';
import type { AttentionReply, ModelInfo } from '../../workers/protocol';
import { ModelMap } from '../charts/ModelMap';
import { Picker } from '../controls/controls';
import { useAttention, useSetView, useStores, useView } from '../hooks/stores';
import { gridOn } from '../maps/shownMaps';
import { placesIn, tokenAt, type TokenPlaces } from '../maps/tokens';
import type { Shown } from '../store/shown';
import { laneName } from '../text/blocks';
import { PatchMap } from '../surfaces/picture/PatchMap';
import { worthSeeing } from './anatomy';
import { TokenList } from './TokenList';
import { useModelOnShow, type ModelOnShow } from './useModelOnShow';

type Block = ModelInfo['blocks'][number];

/** What a patch or word attends to, in one block and head. */
export function AttentionView() {
  const onShow = useModelOnShow();
  const { attention } = useStores();
  useEffect(() => attention.getState().open(), [attention]);
  return onShow ? <Heads {...onShow} /> : <p className="quiet">Shown with the first answer.</p>;
}

function Heads({ shown, info, model, names }: ModelOnShow) {
  const { attention } = useStores();
  const { block, head, seen, error } = useAttention(({ block, head, seen, error }) => ({
    block,
    head,
    seen,
    error,
  }));
  const { blocks } = info;
  const chosen = block === undefined ? undefined : blocks[block];
  // Something is there as soon as somebody looks; also when another model, with fewer blocks, has come meanwhile.
  useEffect(() => {
    if (chosen) return;
    const { document, weights } = shown.reply;
    attention.getState().look(worthSeeing(blocks, document, weights));
  }, [chosen, attention, blocks, shown]);
  if (block === undefined || !chosen) return null;
  return (
    <>
      <ModelMap
        mode="pick"
        label="Attention block"
        model={model}
        names={names}
        at={block}
        onAt={(next) => attention.getState().look(next)}
      />
      <div className="row spread-row">
        <span className="quiet chart-note">{names[block]}</span>
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
      {seen && seen.reply.block === block && (
        <AttentionRow {...seen} block={chosen} preprocessing={info.preprocessing} rows={info.grid.rows} />
      )}
    </>
  );
}

interface RowProps {
  readonly reply: AttentionReply;
  readonly block: Block;
  readonly shown: Shown;
  readonly preprocessing: Preprocessing;
  /** Of patches. */
  readonly rows: number;
}

/** One row of the attention matrix: the source's attention over patches and words. */
function AttentionRow({ reply, block, shown, preprocessing, rows }: RowProps) {
  const { attention } = useStores();
  const { document } = shown.reply;
  const source = useAttention(({ sourcePatch, sourceWord }) => ({ patch: sourcePatch, word: sourceWord }));
  const queries = useMemo(() => placesIn(block.query, document), [block, document]);
  const keys = useMemo(() => placesIn(block.key, document), [block, document]);
  const row = tokenAt(queries, source) ?? queries.summary;
  const values = useMemo(() => reply.values.slice(row * reply.cols, (row + 1) * reply.cols), [reply, row]);
  const setSource = (next: { patch?: number; word?: number }) => attention.getState().setSource(next);
  const word = queries.textOffset === undefined ? undefined : row - queries.textOffset;
  const picture = { image: shown.image, preprocessing, rows };
  return (
    <>
      <p className="quiet">
        From <span className="strong">{sourceText(block, queries, source, shown, picture)}</span>
        {choicesText(queries)}
      </p>
      {/* What is looked from may lie in the other stream, and then has no values of its own. */}
      {queries.textOffset !== undefined && keys.textOffset === undefined && (
        <TokenList
          {...document}
          label="Words to look from"
          chosen={word}
          onChoose={(next) => setSource({ word: next })}
        />
      )}
      {queries.patches && !keys.patches && (
        <figure aria-label="Patches to look from">
          <AttentionPatches
            {...picture}
            label="Patches to look from"
            onChoose={(patch) => setSource({ patch })}
          />
        </figure>
      )}
      {keys.patches && (
        <figure aria-label="Attention over the image">
          <AttentionPatches
            {...picture}
            values={values.subarray(keys.patches.from, keys.patches.to)}
            label="Patches, attention"
            onChoose={(patch) => setSource({ patch })}
          />
        </figure>
      )}
      {keys.textOffset !== undefined && (
        <TokenList
          {...document}
          label="Attention over the words"
          chosen={word}
          values={document.tokens.map((_, i) => values[i + keys.textOffset!] ?? 0)}
          onChoose={(next) => setSource({ word: next })}
        />
      )}
    </>
  );
}

type Picture = Pick<Shown, 'image'> & Pick<RowProps, 'preprocessing' | 'rows'>;

interface Source {
  readonly patch?: number | undefined;
  readonly word?: number | undefined;
}

/** “the patch at row 1, column 2”, “dog”; what stands for all where nothing is chosen. */
function sourceText(
  { query }: Block,
  { patches, textOffset }: TokenPlaces,
  { patch, word }: Source,
  shown: Shown,
  { image, preprocessing, rows }: Picture,
): string {
  const { tokens, words, streams } = shown.reply.document;
  if (textOffset !== undefined && word !== undefined && (words[word] ?? -1) >= 0) return `“${tokens[word]}”`;
  if (patches && patch !== undefined) {
    const { cols } = gridOn(image, preprocessing, rows);
    return `the patch at row ${Math.floor(patch / cols) + 1}, column ${(patch % cols) + 1}`;
  }
  if (patches) return textOffset === undefined ? 'the image’s summary token' : 'the summary token';
  if (textOffset !== undefined) return 'the end of the question';
  const name = laneName(query, streams);
  return name.charAt(0).toLowerCase() + name.slice(1);
}

/** What a click does; nothing where the block looks from one place only. */
function choicesText({ patches, textOffset }: TokenPlaces): string {
  const choices = [...(patches ? ['patch'] : []), ...(textOffset === undefined ? [] : ['word'])];
  return choices.length === 0 ? '.' : `. Click a ${choices.join(' or a ')} to look from there.`;
}

interface PatchesProps extends Picture {
  /** One a patch; none: the picture alone. */
  readonly values?: Float32Array;
  readonly label: string;
  readonly onChoose: (patch: number) => void;
}

function AttentionPatches({ image, preprocessing, rows, values, label, onChoose }: PatchesProps) {
  const { patch, smooth, ramp } = useView(({ patch, smooth, ramp }) => ({ patch, smooth, ramp }));
  const setView = useSetView();
  const scale = useMemo(() => sharedScale([values ?? []]), [values]);
  const heats = useMemo(() => (values ? [{ values, scale, ramp }] : []), [values, scale, ramp]);
  const grid = useMemo(() => gridOn(image, preprocessing, rows), [image, preprocessing, rows]);
  const place = (at: number) =>
    `Row ${Math.floor(at / grid.cols) + 1}, column ${(at % grid.cols) + 1}, ${regionOf(grid, at)}`;
  return (
    <>
      <PatchMap
        image={image}
        grid={grid}
        heats={heats}
        smooth={smooth}
        opacity={0.85}
        patch={patch}
        onPatch={(at) => setView({ patch: at })}
        onChoose={onChoose}
        describe={(at) => (values ? `${place(at)}: ${percent(values[at] ?? 0)} of the attention` : place(at))}
        label={label}
      />
      {values && <p className="quiet chart-note">Brightest: {percent(scale.max)} of the attention a patch</p>}
    </>
  );
}
