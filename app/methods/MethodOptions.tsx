import { ListBox, ListBoxItem, Text } from 'react-aria-components';
import type { Evidence } from './evidence';
import { IntervalChart } from './IntervalChart';
import { axesOf, figuresOf, MEASURES, type Row } from './rows';
import { YARDSTICK } from '../text/methods';

interface MethodOptionsProps {
  readonly label: string;
  readonly rows: readonly Row[];
  readonly chosen: string;
  readonly evidence: Evidence | undefined;
  readonly onChoose: (id: string) => void;
}

/** The methods, one a row, one tab stop for all. */
export function MethodOptions({ label, rows, chosen, evidence, onChoose }: MethodOptionsProps) {
  const axes = evidence && axesOf(evidence);
  const random = figuresOf(evidence, { id: YARDSTICK }, undefined);
  return (
    <ListBox
      className="method-options"
      aria-label={label}
      autoFocus
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[chosen]}
      onSelectionChange={(keys) => {
        const [key] = keys;
        if (key !== undefined) onChoose(String(key));
      }}
    >
      {rows.map(({ id, name, line, label: spoken, description, figures }) => (
        <ListBoxItem
          key={id}
          id={id}
          textValue={name}
          className="method-row"
          // The chosen one again is an answer too, and changes no selection.
          onPress={() => {
            if (id === chosen) onChoose(id);
          }}
        >
          {/* In place of a label slot: what is heard is then the row's own content, as what is seen is. */}
          <span className="visually-hidden">{spoken}</span>
          <span className="method-name" aria-hidden>
            <b>{name}</b>
            <span className="quiet">{line}</span>
          </span>
          {axes && !figures && (
            <span className="unmeasured quiet" aria-hidden>
              not measured yet
            </span>
          )}
          {axes &&
            figures &&
            MEASURES.map(({ id: measure }) => {
              const figure = figures[measure];
              return figure ? (
                <span key={measure} aria-hidden>
                  <IntervalChart figure={figure} random={random?.[measure]?.value} axis={axes[measure]} />
                </span>
              ) : (
                <span key={measure} className="quiet" aria-hidden>
                  not measured yet
                </span>
              );
            })}
          {/* Empty until figures come: what is not there at first is not found later. */}
          <Text slot="description" className="visually-hidden">
            {description}
          </Text>
        </ListBoxItem>
      ))}
    </ListBox>
  );
}
