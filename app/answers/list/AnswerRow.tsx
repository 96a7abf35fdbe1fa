import type { RovingItem } from '../../hooks/useRoving';
import { percent } from '../../text/format';
import './list.css';

interface AnswerRowProps {
  /** Whole, for those who listen. */
  readonly name: string;
  readonly text: string;
  /** 0…1. */
  readonly share: number;
  /** Of the percentage, behind its point; one when left out. */
  readonly digits?: number;
  /** What makes it one stop of its row. */
  readonly item: RovingItem;
  readonly isTarget: boolean;
  readonly onTarget: () => void;
}

/** One answer of a row: its name, and its likelihood as number and bar. */
export function AnswerRow({ name, text, share, digits, item, isTarget, onTarget }: AnswerRowProps) {
  return (
    <li>
      <button {...item} type="button" aria-pressed={isTarget} onClick={onTarget}>
        <span className="visually-hidden">{name}</span>
        <span className="name" dir="auto" aria-hidden>
          {text}
        </span>
        <span className="share" aria-hidden>
          {percent(share, digits)}
        </span>
        <span className="track" aria-hidden>
          <span className="bar" style={{ width: `${share * 100}%` }} />
        </span>
      </button>
    </li>
  );
}
