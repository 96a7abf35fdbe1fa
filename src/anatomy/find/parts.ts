/** What the tokens of a stream stand for: parts with their kind, grid and name. */
import type { Grid, Part, PartKind } from '../streams';
import type { Value } from '../../onnx/graph';
import type { TokenStream } from './streams';
import type { Ids, Origin, Tokens } from './tokens';

/** What made a token, as far as people care. */
interface Source {
  readonly kind: PartKind;
  /** Name of the input behind it, if any. */
  readonly input?: string;
  readonly grid?: Grid;
}

/** The input that a stream's name is taken from: the first that one of its parts stems from. */
export interface DescribedStream {
  readonly parts: readonly Part[];
  readonly input: string | undefined;
}

export function describe(stream: TokenStream, tokens: Tokens, inputs: readonly Value[]): DescribedStream {
  const parts: Part[] = [];
  const isAllConstant = !tokens.isStrong(stream.ids);
  let input: string | undefined;
  for (let from = 0; from < stream.roots.length;) {
    const { origin, place } = tokens.makerOf(stream.ids[from]!);
    let to = from + 1;
    // The tokens that were made together, and lie together; padding and the like in between are parts of their own.
    while (to < stream.roots.length) {
      const next = tokens.makerOf(stream.ids[to]!);
      if (next.origin !== origin || (origin.kind === 'pairs' && next.place !== place + to - from)) break;
      to++;
    }
    const source = sourceOf(origin, tokens, inputs);
    const isWhole =
      place === 0 && source.grid?.rows !== undefined && source.grid.rows * source.grid.cols === to - from;
    const kind = isAllConstant ? 'queries' : source.kind;
    input ??= source.input;
    parts.push({
      kind,
      from,
      to,
      ...(isWhole ? { grid: source.grid } : {}),
      label: labelOf(kind, to - from, from, source),
    });
    from = to;
  }
  return { parts, input };
}

/** Steps back to an input; a residual connection around a convolution leads back to itself. */
const STEPS = 64;

function sourceOf(origin: Origin, tokens: Tokens, inputs: readonly Value[], steps = STEPS): Source {
  const [first, second] = steps > 0 ? origin.from : [];
  const of = (ids: Ids) => sourceOf(tokens.makerOf(ids[0]!).origin, tokens, inputs, steps - 1);
  const behind = first && of(first);
  switch (origin.kind) {
    case 'input':
    case 'batch':
      return inputSource(origin, inputs);
    case 'constant':
    case 'copies':
    case 'padding':
    case 'features':
      return { kind: 'special' };
    case 'pairs': {
      const other = second && of(second);
      const input = behind?.input ?? other?.input;
      const isImage = behind?.kind === 'patches' || other?.kind === 'patches';
      return {
        kind: isImage ? 'patches' : 'other',
        ...(input === undefined ? {} : { input }),
        ...(isImage ? { grid: { rows: first!.length, cols: second!.length } } : {}),
      };
    }
    case 'half':
    case 'convolution':
    case 'mixture':
      return behind ?? { kind: 'other' };
    default:
      return behind?.input === undefined ? { kind: 'other' } : { kind: 'other', input: behind.input };
  }
}

/** Whole numbers of one axis are words; rows and columns of an image make patches; one axis of anything else is time. */
function inputSource({ value, axis }: Origin, inputs: readonly Value[]): Source {
  const found = inputs.find(({ name }) => name === value);
  const rank = found?.shape.length ?? 0;
  if (found?.dtype === 'int64' || found?.dtype === 'int32') return { kind: 'words', input: value };
  if (rank >= 4 && axis >= rank - 2) return { kind: 'patches', input: value };
  if ((rank === 3 && axis === 2) || (rank === 2 && axis === 1)) return { kind: 'frames', input: value };
  return { kind: 'other', input: value };
}

function labelOf(kind: PartKind, count: number, from: number, { input }: Source): string {
  switch (kind) {
    case 'patches':
      return 'image';
    case 'words':
      return 'words';
    case 'frames':
      return 'sound';
    case 'queries':
      return count === 1 ? 'probe' : 'queries';
    case 'special':
      return count > 1 ? 'special tokens' : from === 0 ? 'class token' : 'special token';
    default:
      return input ?? 'tokens';
  }
}

/** Names of streams: what they hold, or the input behind them where two hold the same. */
export function streamNames(described: readonly DescribedStream[]): string[] {
  const taken = new Map<string, number>();
  return described.map(({ parts, input }) => {
    const kinds = new Set(parts.filter(({ kind }) => kind !== 'special').map(({ kind }) => kind));
    const base = baseName(kinds, parts, input);
    const count = (taken.get(base) ?? 0) + 1;
    taken.set(base, count);
    return count === 1 ? base : `${base}-${count}`;
  });
}

function baseName(kinds: ReadonlySet<PartKind>, parts: readonly Part[], input: string | undefined): string {
  if (kinds.size > 1) return 'joint';
  switch ([...kinds][0]) {
    case 'patches':
      return 'image';
    case 'words':
      return input?.startsWith('decoder') ? 'decoder' : 'text';
    case 'frames':
      return 'audio';
    case 'queries':
      return parts.length === 1 && parts[0]!.to === 1 ? 'probe' : 'queries';
    default:
      return 'tokens';
  }
}
