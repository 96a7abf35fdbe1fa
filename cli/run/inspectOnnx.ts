import path from 'node:path';
import type { InspectedFile, InspectedOutput } from '../../models/imported/inspect';
import { inspectOnnxFile } from '../../node/library/inspectOnnx';
import { printJson, say } from '../../node/terminal';
import { WhylightError } from '../../src/tensor/error';

/** `whylight model inspect FILE.onnx`. */
export async function runInspectOnnx(
  file: string,
  { json, length = [] }: { readonly json?: boolean; readonly length?: readonly string[] },
): Promise<void> {
  const report = await inspectOnnxFile(file, lengthsOf(length));
  if (json) printJson({ schema: 1, ...report });
  else say(reportText(path.basename(file), report));
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
