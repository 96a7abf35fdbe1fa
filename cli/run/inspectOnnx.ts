import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { inspectForeign, type InspectedFile, type InspectedOutput } from '../../models/imported/inspect';
import { readBounded, Unread } from '../../node/files/bounded';
import { printJson, say } from '../../node/terminal';
import { externalFiles, readOnnx } from '../../src/import';
import { WhylightError } from '../../src/tensor/error';

/** ONNX files that are read; larger ones keep their weights beside them. */
const MOST_BYTES = 64 * 2 ** 30;

/** `whylight model inspect FILE.onnx`. */
export async function runInspectOnnx(
  file: string,
  { json, length = [] }: { readonly json?: boolean; readonly length?: readonly string[] },
): Promise<void> {
  const bytes = await readFile(file);
  const report = inspectForeign(bytes, { beside: await readBeside(file, bytes), lengths: lengthsOf(length) });
  if (json) printJson({ schema: 1, ...report });
  else say(reportText(path.basename(file), report));
}

async function readFile(file: string): Promise<Uint8Array> {
  try {
    return await readBounded(file, MOST_BYTES);
  } catch (error) {
    if (!(error instanceof Unread)) throw error;
    throw new WhylightError('bad-input', `"${file}" ${error.message}: name an ONNX file.`, { cause: error });
  }
}

/** Files of weights that the model names, those of them that lie in its folder. */
async function readBeside(file: string, bytes: Uint8Array): Promise<ReadonlyMap<string, Uint8Array>> {
  const folder = path.dirname(file);
  const there = new Set(await readdir(folder));
  const found = new Map<string, Uint8Array>();
  for (const name of externalFiles(readOnnx(bytes)).keys())
    if (there.has(name)) found.set(name, await readFile(path.join(folder, name)));
  return found;
}

/** @throws WhylightError ('bad-input') unless each is NAME=NUMBER */
function lengthsOf(given: readonly string[]): Record<string, number> {
  return Object.fromEntries(
    given.map((text) => {
      const [, name, number] = /^(.+)=(\d{1,6})$/.exec(text) ?? [];
      if (name === undefined)
        throw new WhylightError(
          'bad-input',
          `The length "${text}" is not NAME=NUMBER, such as sequence_length=12.`,
        );
      return [name, Number(number)];
    }),
  );
}

function reportText(file: string, report: InspectedFile): string {
  const { producer, opset, inputs, lengths, operators, nodes, weightBytes, notes, outputs } = report;
  const rows: [string, string][] = [
    [
      'File',
      `${file}, ${report.bytes.toLocaleString('en')} bytes, opset ${opset}${producer ? `, by ${producer}` : ''}`,
    ],
    ...inputs.map(({ name, dtype, shape }): [string, string] => [
      'Input',
      `${name} ${dtype} [${shape.join(', ')}]`,
    ]),
    ...Object.entries(lengths).map(([name, length]): [string, string] => ['Length', `${name} = ${length}`]),
    ['Graph', `${nodes} nodes, ${weightBytes.toLocaleString('en')} bytes of weights`],
    [
      'Operators',
      Object.entries(operators)
        .map(([name, count]) => `${name} ${count}`)
        .join(', '),
    ],
    ...notes.map((note): [string, string] => ['Note', note]),
  ];
  return [
    ...rows.map(([label, value]) => `${label.padEnd(11)}${value}`),
    ...outputs.flatMap(outputLines),
  ].join('\n');
}

function outputLines({ name, shape, streams, blocks, reads, refused }: InspectedOutput): string[] {
  const head = `${'Output'.padEnd(11)}${name} [${shape.join(', ')}]`;
  if (refused !== undefined) return [head, `  cannot be explained: ${refused}`];
  return [
    head,
    ...streams.map(({ id, parts }) => {
      const told = parts.map(({ kind, from, to, grid }) =>
        grid ? `${grid.rows} × ${grid.cols} ${kind}` : `${to - from} ${kind}`,
      );
      return `  stream ${id}: ${told.join(', ')}`;
    }),
    ...blocks.map(
      ({ kind, layer, heads, hasResidual }) =>
        `  block ${kind} ${layer}: ${heads} heads${hasResidual ? '' : ', no residual connection'}`,
    ),
    ...reads.map(
      ({ stream, version, tokens }) => `  read at ${tokens} tokens of ${stream} after block ${version}`,
    ),
  ];
}
