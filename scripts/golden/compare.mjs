/**
 * Proves that a refactoring changes no number: runs the command line of this checkout and of an older one on the same
 * inputs, on this machine, and compares what they print and write.
 *
 *     node scripts/golden/compare.mjs --baseline /path/to/older/checkout [--quick] [--clip DIR]… [--only TEXT]
 *
 * Run it in the newer checkout; both need their packages installed. Every field and tensor of the older output must be in
 * the newer one and equal, but for what ALLOWED lists; more fields are fine. `--clip` adds a CLIP checkpoint's folder to
 * the toys, `--only` keeps the comparisons whose name holds the text. The exit code is 0 when all is equal, 1 otherwise.
 */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { allComparisons } from './compareInputs.mjs';
import { compareFiles, compareJson, newTally } from './compareValues.mjs';

/**
 * What may differ on purpose: a field (and all below it) of the documents of a kind of comparison, or a pattern that is
 * cut from the pages of `report` before they are compared.
 *
 * @type {readonly { kind: Comparison['kind'], at: RegExp, reason: string }[]}
 */
const ALLOWED = [
  { kind: 'explain', at: /^\/schema$/, reason: 'the format of explanations became version 2' },
  { kind: 'explain', at: /^\/timings$/, reason: 'milliseconds are other ones in every run' },
  { kind: 'evaluate', at: /^(?:\/\d+)?\/command$/, reason: 'a command line is no result' },
];

/** Differences that are shown of one comparison. */
const SHOWN = 8;

/**
 * @typedef {import('./compareInputs.mjs').Comparison} Comparison
 * @typedef {'old' | 'new'} Side
 */

const { values: options } = parseArgs({
  options: {
    baseline: { type: 'string' },
    quick: { type: 'boolean', default: false },
    clip: { type: 'string', multiple: true, default: [] },
    only: { type: 'string', default: '' },
  },
});
if (options.baseline === undefined) {
  console.error('compare: name the older checkout with --baseline.');
  process.exit(2);
}
const work = await mkdtemp(path.join(tmpdir(), 'whylight-compare-'));
const ROOTS = { old: path.resolve(options.baseline), new: process.cwd() };

/** Runs all comparisons and prints a line for each. @returns {Promise<boolean>} whether all came out equal */
async function compareAll() {
  for (const side of /** @type {const} */ (['old', 'new'])) {
    await mkdir(path.join(work, side, 'explanations'), { recursive: true });
  }
  const { clip } = options;
  const ofBaseline = async (/** @type {readonly string[]} */ args) => {
    const { code, stdout, stderr } = await run('old', args);
    if (code !== 0) throw new Error(`The older checkout could not make an input: ${stderr}`);
    return stdout;
  };
  const all = await allComparisons({ work, baseline: ROOTS.old, ofBaseline, clip });
  const chosen = all.filter(({ name, quick }) => (quick || !options.quick) && name.includes(options.only));
  console.log(`${'comparison'.padEnd(52)} result    values   unequal   largest     old     new`);
  let failed = 0;
  for (const [n, comparison] of chosen.entries()) if (!(await compare(comparison, n))) failed++;
  console.log('\nMay differ:');
  for (const { kind, at, reason } of ALLOWED) console.log(`  ${kind} ${at}: ${reason}`);
  const verdict = failed === 0 ? 'all equal' : `${failed} of ${chosen.length} comparisons came out different`;
  console.log(chosen.length > 0 ? verdict : 'nothing was compared');
  return failed === 0 && chosen.length > 0;
}

/** @param {Comparison} comparison @param {number} n its place @returns {Promise<boolean>} */
async function compare(comparison, n) {
  const { name, kind, args, files = [], scene, prepare, changes } = comparison;
  const tally = newTally(ALLOWED.filter((allowed) => allowed.kind === kind).map(({ at }) => at));
  // At the same time: start-up and reading leave one of two processors idle otherwise.
  const [before, after] = await Promise.all(
    /** @type {const} */ (['old', 'new']).map(async (side) => {
      await prepare?.(path.join(work, side));
      return run(side, args);
    }),
  );
  if (!before || !after) throw new Error('Both sides have run.');
  if (before.code !== 0) tally.problems.push(`the older checkout ends with ${before.code}: ${before.stderr}`);
  else if (after.code !== 0) tally.problems.push(`ends with ${after.code}: ${after.stderr}`);
  else {
    if (kind !== 'report') compareJson(JSON.parse(before.stdout), JSON.parse(after.stdout), tally);
    for (const file of files) {
      compareFiles(file, await written('old', file), await written('new', file), tally);
    }
    if (kind === 'explain') {
      await keep('old', n, before.stdout, scene);
      await keep('new', n, after.stdout, scene);
    }
  }
  const { values, unequal, largest, problems } = tally;
  const cells = [
    String(values).padStart(9),
    String(unequal).padStart(9),
    (largest === 0 ? '0' : largest.toExponential(1)).padStart(9),
    ...[before, after].map(({ seconds }) => `${seconds.toFixed(1)} s`.padStart(7)),
  ];
  const isMeant = changes !== undefined && problems.length > 0 && before.code === 0 && after.code === 0;
  const result = problems.length === 0 ? 'equal ' : isMeant ? 'meant ' : 'DIFFER';
  console.log(`${name.padEnd(52)} ${result} ${cells.join(' ')}`);
  if (isMeant) {
    console.log(`    ${changes}`);
    return true;
  }
  for (const problem of problems.slice(0, SHOWN)) console.log(`    ${problem}`);
  if (problems.length > SHOWN) console.log(`    … and ${problems.length - SHOWN} more`);
  return problems.length === 0;
}

/** @param {Side} side @param {readonly string[]} args */
async function run(side, args) {
  const start = performance.now();
  const child = [path.join(ROOTS[side], 'cli/whylight.mjs'), ...args];
  const found = await promisify(execFile)(process.execPath, child, {
    cwd: path.join(work, side),
    maxBuffer: 1 << 29,
  }).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    ({ code, stdout, stderr }) => ({ code: Number(code), stdout: String(stdout), stderr: String(stderr) }),
  );
  return { ...found, stderr: found.stderr.trim(), seconds: (performance.now() - start) / 1000 };
}

/**
 * An explanation as a file, with its scene where it has one, for `report`.
 *
 * @param {Side} side @param {number} n @param {string} stdout @param {unknown} scene
 */
async function keep(side, n, stdout, scene) {
  const document = JSON.parse(stdout);
  const whole = scene === undefined ? document : { ...document, source: { kind: 'scene', scene } };
  const file = path.join(work, side, 'explanations', `${String(n).padStart(2, '0')}.json`);
  await writeFile(file, JSON.stringify(whole));
}

/** @param {Side} side @param {string} file */
const written = (side, file) => readFile(path.join(work, side, file)).catch(() => undefined);

try {
  process.exitCode = (await compareAll()) ? 0 : 1;
} finally {
  await rm(work, { recursive: true, force: true });
}
