/** The table of architectures: each is a folder here. How each is opened: `index.ts`. */
import type { AnyArchitecture } from '../src/engine/architecture';
import { captioner } from './captioner';
import { clip } from './clip';
import { clipmapper } from './clipmapper';
import { imported } from './imported';
import { siglip } from './siglip';

const TABLE = { clipmapper, clip, siglip, captioner, imported };

export type ArchitectureId = keyof typeof TABLE;

export const ARCHITECTURES: readonly AnyArchitecture[] = Object.values(TABLE);

/** The architecture of that id; undefined when there is none. */
export const architectureById = (id: string): AnyArchitecture | undefined =>
  ARCHITECTURES.find((architecture) => architecture.id === id);
