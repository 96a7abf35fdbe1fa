import type { AskedMethod } from '../../src/ask';
import { methodById } from '../../src/methods';
import { Choice } from '../controls/controls';

interface ImportancePickerProps {
  readonly method: AskedMethod;
  /** What the model weighs by where that is left to it. */
  readonly own: AskedMethod['importance'];
  /** Whether the model's was measured to be the best. */
  readonly isMeasured: boolean;
  readonly onChange: (method: AskedMethod) => void;
}

/** What a method weighs tokens by, of methods that come in variants. The model's own is left to the model. */
export function ImportancePicker({ method, own, isMeasured, onChange }: ImportancePickerProps) {
  const { page } = methodById(method.id);
  const importances = page?.variants?.flatMap(({ importance }) => importance ?? []) ?? [];
  const used = method.importance ?? own;
  if (importances.length === 0 || used === undefined) return null;
  const mark = isMeasured ? 'recommended' : 'the model’s own';
  return (
    <div className="importance">
      <span className="quiet">Importance by</span>
      <Choice
        label="Importance"
        value={used}
        options={importances.map((name) => [name, name === own ? `${name} · ${mark}` : name] as const)}
        onChange={(name) => onChange(name === own ? { id: method.id } : { id: method.id, importance: name })}
      />
    </div>
  );
}
