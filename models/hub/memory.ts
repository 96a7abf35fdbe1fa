/** What a model with CLIP's towers costs in bytes, worked out from the tensors that its configuration asks for. */
import * as v from 'valibot';
import type { ClipConfig, TextConfig, TowersConfig, VisionConfig } from '../clip/config';
import { gridSide } from '../clip/config';
import { SIGLIP_CONFIG, type SiglipConfig } from '../siglip/config';
import { siglipTensors } from '../siglip/tensors';
import { CLIP_CONFIG } from '../clip/config-schema';
import { clipTensors } from '../clip/tensors';
import type { TensorTable } from '../../src/weights/table';
import { MAPPER_CONFIG, type MapperConfig } from '../clipmapper/config';
import { clipmapperTensors } from '../clipmapper/tensors';
import { sizeOf } from '../../src/tensor/tensor';

/** A CLIP, with or without mapper, or a SigLIP. */
export type ModelShape =
  ClipShape | { readonly siglip: SiglipConfig; readonly answers?: number; readonly visited?: number };

export interface ClipShape {
  readonly clip: ClipConfig;
  /** Absent for a CLIP without mapper. */
  readonly mapper?: MapperConfig | undefined;
  /** Answers of the mapper's classifier. */
  readonly answers?: number;
  /** Layers before the end that the backward pass visits; all of them when left out. */
  readonly visited?: number;
}

/** CLIP's towers that a manifest's configuration describes, and the mapper between them. @throws where there are none */
export const shapeOf = (config: unknown): Pick<ClipShape, 'clip' | 'mapper'> => v.parse(CLIP_SHAPE, config);

/** What a manifest's configuration describes. @throws where it describes no towers */
export const modelShapeOf = (config: unknown): ModelShape => v.parse(SHAPE, config);

const CLIP_SHAPE = v.object({ clip: CLIP_CONFIG, mapper: v.optional(MAPPER_CONFIG) });
const SHAPE = v.union([CLIP_SHAPE, v.object({ siglip: SIGLIP_CONFIG })]);

/** The text and the vision tower of a model. */
export const towersOf = (shape: ModelShape): TowersConfig => ('siglip' in shape ? shape.siglip : shape.clip);

export type Precision = 'float32' | 'float16';

const BYTES: Readonly<Record<Precision, number>> = { float32: 4, float16: 2 };

/** Looked up in TypeScript, row by row: no program holds it. */
const TOKEN_TABLE = 'text_model.embeddings.token_embedding.weight';

/** Numbers that a forward pass leaves behind for the backward pass, per token and layer: see `residuals`. */
const WIDTHS_KEPT = 12;
const INNER_KEPT = 4;
const MAPS_KEPT = 3;

/** The page, the runtime's code and its heap before any model is in it: 150 MB. */
export const EMPTY_PAGE = 150e6;

/** Bytes of a weights file of this shape in one precision, without its header (some ten kilobytes). */
export function weightsBytes(shape: ModelShape, precision: Precision): number {
  return BYTES[precision] * numbers(tensorsOf(shape));
}

/**
 * Memory in bytes that the page takes with the model ready: the file, the weights of the forward programs, those of the
 * layers that the backward programs visit once more (as the runtime keeps a copy for each program), and what a forward
 * pass leaves for the backward pass. An estimate from above; the measured figures are in docs/performance.md.
 * @param fileBytes size of the weights file as the worker holds it
 * @param precision of the weights inside the runtime: float32 unless low memory is asked for
 */
export function memoryNeeded(shape: ModelShape, fileBytes: number, precision: Precision): number {
  const tensors = tensorsOf(shape);
  const forward = numbers(tensors) - sizeOf(tensors[TOKEN_TABLE]!);
  const again = Object.fromEntries(Object.entries(tensors).filter(([name]) => isVisited(name, shape)));
  const inPrograms = BYTES[precision] * (forward + numbers(again));
  return EMPTY_PAGE + fileBytes + inPrograms + residuals(towersOf(shape));
}

const numbers = (tensors: TensorTable): number =>
  Object.values(tensors).reduce((sum, shape) => sum + sizeOf(shape), 0);

function tensorsOf(shape: ModelShape): TensorTable {
  if ('siglip' in shape) return siglipTensors(shape.siglip);
  const { clip, mapper, answers = 0 } = shape;
  return mapper === undefined ? clipTensors(clip) : clipmapperTensors({ clip, mapper }, answers);
}

/** Whether a backward pass multiplies by this tensor: those of visited layers, of the mapper, and the projections. */
function isVisited(name: string, shape: ModelShape): boolean {
  const { visited = Infinity } = shape;
  const layer = /^(text|vision)_model\.encoder\.layers\.(\d+)\./.exec(name);
  if (layer === null) return !/^(text|vision)_model\.embeddings\./.test(name);
  const depth = towersOf(shape)[layer[1] === 'text' ? 'text_config' : 'vision_config'].num_hidden_layers;
  return Number(layer[2]) >= depth - visited;
}

/** Activations of one image and one question at the model's full length, in float32. */
function residuals({ text_config: text, vision_config: vision }: TowersConfig): number {
  const tower = (config: TextConfig | VisionConfig, tokens: number) =>
    4 *
    config.num_hidden_layers *
    tokens *
    (WIDTHS_KEPT * config.hidden_size +
      INNER_KEPT * config.intermediate_size +
      MAPS_KEPT * config.num_attention_heads * tokens);
  return tower(text, text.max_position_embeddings) + tower(vision, gridSide(vision) ** 2 + 1);
}
