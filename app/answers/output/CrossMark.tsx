import type { AnswerData } from '../../../src/answers';
import { centreOf } from '../../../src/answers/output/cross';
import './output.css';

interface CrossMarkProps {
  readonly data: Pick<AnswerData['output'], 'rows' | 'cols'>;
  readonly target: number;
}

const ARMS = 'M-10 0H10M0-10V10';

/** The cross over a picture, on the middle of its point; it belongs into the positioned element that the output covers. */
export function CrossMark({ data, target }: CrossMarkProps) {
  if (target < 0 || target >= data.rows * data.cols) return null;
  const { x, y } = centreOf(data, target);
  return (
    <svg
      className="cross-mark"
      style={{ left: `${100 * x}%`, top: `${100 * y}%` }}
      viewBox="-12 -12 24 24"
      aria-hidden
    >
      <path className="rim" d={ARMS} />
      <path d={ARMS} />
    </svg>
  );
}
