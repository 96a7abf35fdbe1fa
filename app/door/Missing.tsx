import { FieldError, Input, Label, Text, TextField } from 'react-aria-components';
import { missingLead } from './sentences';

/** Where a value comes from. */
export type Origin = 'file' | 'guess' | 'yours';

const ORIGINS: { readonly [O in Origin]: string } = {
  file: 'from the file',
  guess: 'guessed',
  yours: 'yours',
};

export interface MissingField {
  readonly id: string;
  readonly label: string;
  readonly value: string;
  readonly origin: Origin;
  /** What is wrong with the value, and what would be right, in a sentence. */
  readonly problem?: string;
}

/** Something that the files don't say. */
export interface MissingThing {
  /** Behind “One thing is missing:”, with a full stop: “how a picture becomes this model’s input.” */
  readonly what: string;
  /** All filled in: from the file, or from what such models usually take. */
  readonly fields: readonly MissingField[];
  /** The file that would say it: “preprocessor_config.json”. */
  readonly file?: string;
}

interface MissingProps {
  readonly missing: readonly MissingThing[];
  readonly onFill: (field: string, value: string) => void;
}

/** What is missing, filled in as well as can be, each value with its origin; nothing where nothing is missing. */
export function Missing({ missing, onFill }: MissingProps) {
  if (missing.length === 0) return null;
  return (
    <div className="door-missing">
      {missing.map(({ what, fields, file }, i) => (
        <div
          key={what}
          className="door-missing-thing"
          role="group"
          aria-label={`Missing: ${what.replace(/\.$/, '')}`}
        >
          <p>
            {i === 0 && <strong>{missingLead(missing.length)} </strong>}
            {what}{' '}
            {i === 0 && (
              <span className="quiet">
                Filled in from the file and from what such models usually take; kept with the model.
              </span>
            )}
          </p>
          <div className="door-fields">
            {fields.map((field) => (
              <Field key={field.id} field={field} onFill={onFill} />
            ))}
          </div>
          {file !== undefined && (
            <p className="quiet">
              Have <code>{file}</code>? Drop it here, and nothing is guessed.
            </p>
          )}
        </div>
      ))}
    </div>
  );
}

interface FieldProps {
  readonly field: MissingField;
  readonly onFill: MissingProps['onFill'];
}

function Field({ field: { id, label, value, origin, problem }, onFill }: FieldProps) {
  return (
    <TextField
      className="door-field"
      value={value}
      onChange={(next) => onFill(id, next)}
      isInvalid={problem !== undefined}
    >
      <div className="door-field-name">
        <Label>{label}</Label>
        <Text slot="description">{ORIGINS[origin]}</Text>
      </div>
      <Input spellCheck={false} autoComplete="off" />
      <FieldError>{problem}</FieldError>
    </TextField>
  );
}
