import type { AskedMethod } from './asked';

/** Explained when nothing else is asked for: what the paper proposes, and what it is compared with. */
export const DEFAULT_METHODS: readonly [AskedMethod, AskedMethod] = [{ id: 'weighted' }, { id: 'equal' }];
