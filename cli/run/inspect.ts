import { architectureById } from '../../models/architectures';
import { checkTensors } from '../../src/weights/check-tensors';
import type { ModelFolder } from '../../models/hub/folder';
import { requireFinite } from '../../src/weights/values';
import { sizeOf } from '../../src/tensor/tensor';
import { openModelFolder } from '../../node/library/models';
import { printJson, progress, say } from '../../node/terminal';

/** `whylight model inspect`. */
export async function runInspect(source: string, { json }: { readonly json?: boolean }): Promise<void> {
  const loading = progress('Reading the model');
  const folder = await openModelFolder(source, loading.update).finally(loading.done);
  const report = inspect(folder);
  if (json) printJson(report);
  else say(reportText(report));
}

/** What is in a folder whose digests, tensors and numbers have been checked. @throws WhylightError ('model-broken') */
export function inspect({ manifest, weights, sha256 }: ModelFolder) {
  const { config: given, answers: vocabulary } = manifest;
  const expected = architectureById(manifest.architecture)!.tensors(given, vocabulary.length);
  checkTensors(weights, expected);
  requireFinite(weights, Object.keys(expected));
  const tensors = [...weights.tensors].map(([name, { dtype, shape }]) => ({ name, dtype, shape }));
  const { id, name, architecture, config, files, answers, preprocessing, recommended, licence, domain } =
    manifest;
  return {
    schema: 1,
    id,
    name,
    architecture,
    sha256,
    parameters: tensors.reduce((total, { shape }) => total + sizeOf(shape), 0),
    config,
    preprocessing,
    recommended,
    domain,
    licence,
    answers,
    files,
    training: manifest.training,
    accuracy: manifest.accuracy,
    tensors: tensors.sort((a, b) => (a.name < b.name ? -1 : 1)),
  };
}

function reportText(report: ReturnType<typeof inspect>): string {
  const rows: [string, string][] = [
    ['Model', `${report.name} (${report.id}), ${report.architecture}, ${report.licence}`],
    ['Weights', `${report.parameters.toLocaleString('en')} parameters, SHA-256 ${report.sha256}`],
    ...architectureById(report.architecture)!
      .summary(report.config)
      .parts.map(([part, what]): [string, string] => [part, what]),
    [
      'Answers',
      report.answers.length === 0
        ? 'zero-shot: candidates come with the question'
        : `${report.answers.length}: ${report.answers.slice(0, 8).join(', ')}…`,
    ],
    [
      'Relevance',
      `start layer ${report.recommended.startLayer}, importance ${report.recommended.importance}`,
    ],
    ...report.files.map(({ path, bytes, sha256 }): [string, string] => [
      'File',
      `${path}, ${bytes} bytes, SHA-256 ${sha256}`,
    ]),
  ];
  return [
    ...rows.map(([label, value]) => `${label.padEnd(10)}${value}`),
    `Tensors   ${report.tensors.length}`,
    ...report.tensors.map(({ name, dtype, shape }) => `  ${name} ${dtype} [${shape.join(', ')}]`),
  ].join('\n');
}
