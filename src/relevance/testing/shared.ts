/** Test data that is too large for the repository: a folder beside it, or the one that WHYLIGHT_TEST_DATA names. */
import { existsSync } from 'node:fs';
import path from 'node:path';

const ROOT = process.env['WHYLIGHT_TEST_DATA'] ?? path.join(import.meta.dirname, '../../../../shared/data');

/** A folder of shared test data; `isThere` tells whether this machine has it. */
export function sharedData(...names: readonly string[]): {
  readonly folder: string;
  readonly isThere: boolean;
} {
  const folder = path.join(ROOT, ...names);
  return { folder, isThere: existsSync(folder) };
}
