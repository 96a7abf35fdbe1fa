import type { AskedMethod } from '../../src/ask';
import { methodText } from '../text/methods';
import { isRecommended, measuredModel } from './measured';
import { useModelInForce } from './useModelInForce';

/** Beside a column's title: “recommended” where it was measured for this model, else the paper, or “control”. */
export function OriginNote({ method }: { readonly method: AskedMethod }) {
  const { sha256, importance } = useModelInForce();
  const measured = sha256 === undefined ? undefined : measuredModel(sha256);
  const isBest = measured !== undefined && isRecommended(measured, method, importance);
  return <span className="origin-note quiet">{isBest ? 'recommended' : methodText(method).origin}</span>;
}
