// npm run test:fuzz [cases] [seed]: the readers of hostile input on many more cases than npm test spends.
import { spawnSync } from 'node:child_process';
import { requireSetup, ROOT } from './requireSetup.mjs';

requireSetup();
const [cases = '500000', seed = '1'] = process.argv.slice(2);
const { status } = spawnSync(
  process.execPath,
  ['node_modules/vitest/vitest.mjs', 'run', 'src/ask/fuzz.test.ts', 'src/import/fuzz.test.ts'],
  { cwd: ROOT, stdio: 'inherit', env: { ...process.env, WHYLIGHT_FUZZ: cases, WHYLIGHT_FUZZ_SEED: seed } },
);
process.exitCode = status ?? 1;
