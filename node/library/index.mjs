/**
 * Entry of `import { load } from 'whylight'`: plain JavaScript that loads the TypeScript behind it, for this import alone,
 * so that the importing program's own modules are left as they are.
 */
import { tsImport } from 'tsx/esm/api';

/** @type {typeof import('./library')} */
const library = await tsImport('./library.ts', { parentURL: import.meta.url, tsconfig: false });

export const { load, readImage, drawScene, WhylightError } = library;
