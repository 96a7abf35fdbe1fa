import { Fragment } from 'react';
import { Button, Group, Input, NumberField } from 'react-aria-components';
import { elementAt, indicesOf } from '../../../src/answers/choose/shape';

interface IndicesProps {
  readonly shape: readonly number[];
  /** Element, row-major. */
  readonly at: number;
  readonly onAt: (at: number) => void;
}

/** One number an axis, in brackets as they are written. An axis of length 1 leaves no choice and is only read. */
export function Indices({ shape, at, onAt }: IndicesProps) {
  const indices = indicesOf(shape, at);
  return (
    <span className="indices" role="group" aria-label="Element">
      <span aria-hidden>[</span>
      {shape.map((length, axis) => {
        const index = indices[axis] ?? 0;
        return (
          <Fragment key={axis}>
            {axis > 0 && <span aria-hidden>,</span>}
            {length === 1 ? (
              <span className="fixed">{index}</span>
            ) : (
              <Index
                label={`Axis ${axis + 1} of ${shape.length}, 0 to ${length - 1}`}
                last={length - 1}
                value={index}
                onChange={(value) => onAt(elementAt(shape, indices.with(axis, value)))}
              />
            )}
          </Fragment>
        );
      })}
      <span aria-hidden>]</span>
    </span>
  );
}

interface IndexProps {
  readonly label: string;
  readonly last: number;
  readonly value: number;
  readonly onChange: (value: number) => void;
}

function Index({ label, last, value, onChange }: IndexProps) {
  return (
    <NumberField
      className="index"
      aria-label={label}
      value={value}
      minValue={0}
      maxValue={last}
      step={1}
      formatOptions={{ useGrouping: false }}
      onChange={(next) => {
        // An emptied field is not a number, and falls back to what it was.
        if (Number.isInteger(next) && next !== value) onChange(next);
      }}
    >
      <Group>
        <Button slot="decrement">−</Button>
        <Input style={{ width: `calc(${Math.max(2, String(last).length)}ch + 12px)` }} />
        <Button slot="increment">+</Button>
      </Group>
    </NumberField>
  );
}
