/** Small controls in the page's dress; behaviour and focus come from react-aria-components. */
import { useState, type ReactNode } from 'react';
import {
  Button,
  Dialog,
  DialogTrigger,
  Header,
  Label,
  ListBox,
  ListBoxItem,
  ListBoxSection,
  Popover,
  Select,
  SelectValue,
  Slider,
  SliderOutput,
  SliderThumb,
  SliderTrack,
  Switch,
  ToggleButton,
  ToggleButtonGroup,
} from 'react-aria-components';

interface ChoiceProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly options: readonly (readonly [T, string])[];
  readonly onChange: (value: T) => void;
  readonly isDisabled?: boolean;
}

/** One of two or three, all visible. */
export function Choice<T extends string>({
  label,
  value,
  options,
  onChange,
  isDisabled = false,
}: ChoiceProps<T>) {
  return (
    <ToggleButtonGroup
      className="choice"
      aria-label={label}
      selectionMode="single"
      disallowEmptySelection
      isDisabled={isDisabled}
      selectedKeys={[value]}
      onSelectionChange={(keys) => {
        const key = [...keys][0];
        const option = options.find(([id]) => id === key);
        if (option) onChange(option[0]);
      }}
    >
      {options.map(([id, text]) => (
        <ToggleButton key={id} id={id}>
          {text}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  );
}

export interface PickerOption {
  readonly id: string;
  readonly text: string;
  readonly detail?: string;
  readonly group?: string;
}

interface PickerProps {
  readonly label: string;
  readonly value: string | null;
  readonly options: readonly PickerOption[];
  readonly onChange: (id: string) => void;
  readonly placeholder?: string;
  /** What the closed picker says, when that is not the option's own text. */
  readonly shown?: string;
}

/**
 * One of many, in a list that opens. Options with the same `group` stand under its heading. Until somebody reaches for it,
 * it holds the chosen option alone: lists that nobody sees would be built anew with every answer, while somebody types.
 */
export function Picker({ label, value, options: all, onChange, placeholder, shown }: PickerProps) {
  const [isReached, setReached] = useState(false);
  // One at least: a list without any does not open.
  const closed = all.find(({ id }) => id === value) ?? all[0];
  const options = isReached || !closed ? all : [closed];
  const groups = [...new Set(options.map(({ group }) => group))];
  const item = ({ id, text, detail }: PickerOption) => (
    <ListBoxItem key={id} id={id} textValue={detail ? `${text}, ${detail}` : text} className="option">
      <span>{text}</span>
      {detail && <span className="quiet">{detail}</span>}
    </ListBoxItem>
  );
  return (
    <Select
      aria-label={label}
      value={value}
      onFocusChange={setReached}
      onOpenChange={(isOpen) => {
        if (isOpen) setReached(true);
      }}
      onChange={(key) => {
        if (key !== null) onChange(String(key));
      }}
      {...(placeholder === undefined ? {} : { placeholder })}
    >
      <Button className="picker">
        {shown === undefined ? (
          <SelectValue>{({ selectedText, defaultChildren }) => selectedText || defaultChildren}</SelectValue>
        ) : (
          <SelectValue>{shown}</SelectValue>
        )}
        <Caret />
      </Button>
      <Popover className="popover" placement="bottom end">
        <ListBox>
          {groups.map((group) => {
            const members = options.filter((option) => option.group === group);
            return group === undefined ? (
              members.map(item)
            ) : (
              <ListBoxSection key={group} id={group}>
                <Header>{group}</Header>
                {members.map(item)}
              </ListBoxSection>
            );
          })}
        </ListBox>
      </Popover>
    </Select>
  );
}

interface RangeProps {
  readonly label: string;
  readonly value: number;
  readonly min?: number;
  readonly max: number;
  readonly step?: number;
  readonly onChange: (value: number) => void;
  readonly format?: (value: number) => string;
  readonly isDisabled?: boolean;
}

export function Range({
  label,
  value,
  min = 0,
  max,
  step = 1,
  onChange,
  format,
  isDisabled = false,
}: RangeProps) {
  return (
    <Slider
      value={value}
      minValue={min}
      maxValue={max}
      step={step}
      onChange={onChange}
      isDisabled={isDisabled}
    >
      <Label>{label}</Label>
      <SliderTrack>
        <SliderThumb />
      </SliderTrack>
      <SliderOutput>{({ state }) => format?.(state.values[0]!) ?? String(state.values[0])}</SliderOutput>
    </Slider>
  );
}

interface ToggleProps {
  readonly isSelected: boolean;
  readonly onChange: (isSelected: boolean) => void;
  readonly children: ReactNode;
}

export function Toggle({ isSelected, onChange, children }: ToggleProps) {
  return (
    <Switch className="switch" isSelected={isSelected} onChange={onChange}>
      <span className="groove" aria-hidden />
      {children}
    </Switch>
  );
}

/** A question mark that opens a short explanation. */
export function Help({ about, children }: { readonly about: string; readonly children: ReactNode }) {
  return (
    <DialogTrigger>
      <Button className="button plain icon" aria-label={`About ${about}`}>
        <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden>
          <circle cx="8" cy="8" r="6.75" fill="none" stroke="currentColor" strokeWidth="1.2" />
          <path
            d="M6.2 6.4a1.85 1.85 0 1 1 2.7 1.7c-.6.3-.9.6-.9 1.2"
            fill="none"
            stroke="currentColor"
            strokeWidth="1.2"
            strokeLinecap="round"
          />
          <circle cx="8" cy="11.3" r=".8" fill="currentColor" />
        </svg>
      </Button>
      <Popover className="popover">
        <Dialog aria-label={about}>
          <div className="stack">{children}</div>
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}

export function Caret() {
  return (
    <svg width="10" height="10" viewBox="0 0 10 10" aria-hidden>
      <path
        d="M2 3.5 5 6.5 8 3.5"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.4"
        strokeLinecap="round"
      />
    </svg>
  );
}
