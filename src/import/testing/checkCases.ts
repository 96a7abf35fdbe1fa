import { expect, it } from 'vitest';
import { FOLDS } from '../fold/table';
import { GraphBuilder } from '../../onnx/builder';
import { importModel, readOnnx } from '../index';
import { caseModel, caseTitle, type Case } from './cases';
import { tensorNumbers } from '../read/tensor';
import { relativeError } from './numbers';
import { parity, runOriginal } from './parity';

const TOLERANCE = 1e-5;

/** Every case against ONNX Runtime: with its inputs fed, and where it can be computed on import, with them known. */
export function checkCases(cases: readonly Case[]): void {
  it.each(cases.map((test) => [caseTitle(test), test] as const))('%s', async (_, test) => {
    const { file, feeds } = caseModel(test, false);
    expect((await parity(file, feeds)).error).toBeLessThanOrEqual(TOLERANCE);
  });
  const known = cases.filter(
    ({ op, domain, unfolded }) => !unfolded && domain === undefined && Object.hasOwn(FOLDS, op),
  );
  if (known.length > 0)
    it.each(known.map((test) => [caseTitle(test), test] as const))('%s, all known', checkFold);
}

/** Computed without a runtime: the graph holds no node. */
async function checkFold(_: string, test: Case): Promise<void> {
  const { file } = caseModel(test, true);
  const g = new GraphBuilder();
  const { outputs } = importModel(g, readOnnx(file), { files: { location: 'model.onnx' } });
  const original = await runOriginal(file, {});
  for (const [name, { source, shape, dtype }] of outputs) {
    expect(source.kind).toBe('initializer');
    const want = original.get(name)!;
    expect(shape).toEqual(want.shape);
    if (source.kind !== 'initializer' || source.data.kind !== 'bytes') throw new Error('no bytes');
    const got = tensorNumbers(dtype, source.data.data);
    expect(relativeError(got, want.data)).toBeLessThanOrEqual(TOLERANCE);
  }
}
