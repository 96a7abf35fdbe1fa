/** How two outputs are compared: documents, dumps and pages. */

/** Absolute or relative, whichever is looser. */
const TOLERANCE = 1e-9;

/**
 * @typedef {object} Tally what a comparison has found so far
 * @property {readonly RegExp[]} mayDiffer places in a document, or parts of a page, that are not compared
 * @property {number} values numbers that were compared
 * @property {number} unequal those that are not equal to the bit
 * @property {number} largest largest difference, absolute or relative, whichever is smaller
 * @property {string[]} problems
 */

/** @param {readonly RegExp[]} mayDiffer @returns {Tally} */
export const newTally = (mayDiffer) => ({ mayDiffer, values: 0, unequal: 0, largest: 0, problems: [] });

/**
 * Files of which every value, tensor or word of the older one must be in the newer one.
 *
 * @param {string} name its ending tells what it is
 * @param {Buffer | undefined} before undefined where it was not written
 * @param {Buffer | undefined} after
 * @param {Tally} tally
 */
export function compareFiles(name, before, after, tally) {
  if (!before || !after) tally.problems.push(`${name} was not written`);
  else if (name.endsWith('.safetensors')) compareTensors(readTensors(before), readTensors(after), tally);
  else if (name.endsWith('.html')) comparePages(String(before), String(after), tally);
  else if (name.endsWith('.jsonl')) compareJson(linesOf(before), linesOf(after), tally);
  else compareJson(JSON.parse(String(before)), JSON.parse(String(after)), tally);
}

/** @param {Buffer} bytes @returns {unknown[]} */
const linesOf = (bytes) =>
  String(bytes)
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

/**
 * Every value of `before` must be in `after`.
 *
 * @param {unknown} before @param {unknown} after @param {Tally} tally @param {string} [at]
 */
export function compareJson(before, after, tally, at = '') {
  if (tally.mayDiffer.some((place) => place.test(at))) return;
  if (typeof before === 'number' && typeof after === 'number') {
    compareNumbers(before, after, () => at, tally);
  } else if (Array.isArray(before) && Array.isArray(after)) {
    if (before.length !== after.length)
      tally.problems.push(`${at} has ${after.length} entries, had ${before.length}`);
    else before.forEach((value, n) => compareJson(value, after[n], tally, `${at}/${n}`));
  } else if (isRecord(before) && isRecord(after)) {
    for (const [key, value] of Object.entries(before)) compareJson(value, after[key], tally, `${at}/${key}`);
  } else if (before !== after) {
    tally.problems.push(`${at} is ${shown(after)}, was ${shown(before)}`);
  }
}

/** @param {number} before @param {number} after @param {() => string} at @param {Tally} tally */
function compareNumbers(before, after, at, tally) {
  tally.values++;
  if (Object.is(before, after)) return;
  tally.unequal++;
  const difference = Math.abs(before - after) / Math.max(1, Math.abs(before), Math.abs(after));
  if (difference > tally.largest || Number.isNaN(difference)) tally.largest = difference;
  if (!(difference <= TOLERANCE)) tally.problems.push(`${at()} is ${after}, was ${before}`);
}

/**
 * @param {ReturnType<typeof readTensors>} before @param {ReturnType<typeof readTensors>} after @param {Tally} tally
 */
function compareTensors(before, after, tally) {
  compareJson(before.metadata, after.metadata, tally, 'metadata');
  for (const [name, tensor] of before.tensors) {
    const other = after.tensors.get(name);
    const described = `${tensor.dtype} [${tensor.shape.join(', ')}]`;
    if (!other) tally.problems.push(`the dump has no ${name}`);
    else if (described !== `${other.dtype} [${other.shape.join(', ')}]`)
      tally.problems.push(`${name} is ${other.dtype} [${other.shape.join(', ')}], was ${described}`);
    else {
      const [values, others] = [tensor.read(), other.read()];
      const known = tally.problems.length;
      values.forEach((value, n) => compareNumbers(value, others[n] ?? NaN, () => `${name}[${n}]`, tally));
      tally.problems.splice(known + 1); // One line a tensor is enough.
    }
  }
}

/** A safetensors file: a header's length, the header, the tensors' bytes. @param {Buffer} bytes */
function readTensors(bytes) {
  const start = 8 + Number(bytes.readBigUInt64LE(0));
  /** @type {{ __metadata__?: Record<string, string> }} */
  const { __metadata__: metadata = {}, ...entries } = JSON.parse(String(bytes.subarray(8, start)));
  /** @type {Record<string, { dtype: string, shape: number[], data_offsets: [number, number] }>} */
  const described = entries;
  const tensors = Object.entries(described).map(([name, { dtype, shape, data_offsets: range }]) => {
    const [from, to] = range;
    const read = () => valuesOf(dtype, new Uint8Array(bytes.subarray(start + from, start + to)).buffer);
    return /** @type {const} */ ([name, { dtype, shape, read }]);
  });
  return { metadata, tensors: new Map(tensors) };
}

/** @param {string} dtype @param {ArrayBuffer} buffer @returns {number[] | Float32Array | Float64Array | Uint8Array} */
function valuesOf(dtype, buffer) {
  if (dtype === 'F32') return new Float32Array(buffer);
  if (dtype === 'F64') return new Float64Array(buffer);
  if (dtype === 'I64') return Array.from(new BigInt64Array(buffer), Number);
  return new Uint8Array(buffer);
}

/** Text must be equal, numbers in it as everywhere. @param {string} before @param {string} after @param {Tally} tally */
function comparePages(before, after, tally) {
  const [parts, others] = [before, after].map((page) =>
    tally.mayDiffer.reduce((text, part) => text.replaceAll(part, ''), page).split(/(\d+(?:\.\d+)?)/),
  );
  if (!parts || !others) throw new Error('Both pages are there.');
  for (const [n, part] of parts.entries()) {
    const other = others[n];
    if (n % 2 === 1 && other !== undefined) {
      const at = () => `the page after "${parts[n - 1]?.slice(-60)}"`;
      compareNumbers(Number(part), Number(other), at, tally);
    } else if (part !== other) {
      tally.problems.push(`the page has ${shown(other)}, had ${shown(part)}`);
      return; // What follows is shifted.
    }
  }
}

/** @param {unknown} value @returns {value is Record<string, unknown>} */
const isRecord = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);

/** @param {unknown} value */
function shown(value) {
  const text = JSON.stringify(value) ?? 'not there';
  return text.length > 120 ? `${text.slice(0, 120)}…` : text;
}
