import { Button, Dialog, DialogTrigger, Popover } from 'react-aria-components';
import type { AnswerData } from '../../../src/answers';
import { foundLine } from '../../../src/answers/boxes/found';
import { Caret, Range } from '../../controls/controls';

interface ThresholdProps {
  readonly data: AnswerData['boxes'];
  /** A score, 0.01…0.99. Without it the line can only be read. */
  readonly onChange?: (threshold: number) => void;
}

/** “4 of 100 queries, above 70 %”, and the slider behind it. */
export function Threshold({ data, onChange }: ThresholdProps) {
  if (!onChange) return <p className="threshold quiet">{foundLine(data)}</p>;
  return (
    <DialogTrigger>
      <Button className="picker threshold">
        {foundLine(data)}
        <Caret />
      </Button>
      <Popover className="popover" placement="bottom end">
        <Dialog aria-label="Threshold" className="react-aria-Dialog threshold-sheet">
          <Range
            label="Above"
            value={Math.round(100 * data.threshold)}
            min={1}
            max={99}
            onChange={(value) => onChange(value / 100)}
            format={(value) => `${value}\u202f%`}
          />
          <p className="quiet">What a query is less sure of does not count as found.</p>
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}
