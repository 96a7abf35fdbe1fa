import type { Lowering } from '../call';
import { ACTIVATIONS } from './activations';
import { ATTENTION } from './attention';
import { CONVOLUTIONS } from './convolutions';
import { ELEMENTWISE } from './elementwise';
import { FUSED } from './fused';
import { INDEXING } from './indexing';
import { NORMALISATIONS } from './normalisations';
import { OPAQUE } from './opaque';
import { PRODUCTS } from './products';
import { QUANTISED } from './quantised';
import { REDUCTIONS } from './reductions';
import { RESAMPLING } from './resampling';
import { SHAPES } from './shapes';

/** Every operator that a file may hold, by its name as `Call.op` gives it; what is not here is refused by name. */
export const LOWERINGS: Readonly<Record<string, Lowering>> = {
  ...SHAPES,
  ...INDEXING,
  ...ELEMENTWISE,
  ...ACTIVATIONS,
  ...REDUCTIONS,
  ...PRODUCTS,
  ...NORMALISATIONS,
  ...CONVOLUTIONS,
  ...RESAMPLING,
  ...QUANTISED,
  ...ATTENTION,
  ...FUSED,
  ...OPAQUE,
};
