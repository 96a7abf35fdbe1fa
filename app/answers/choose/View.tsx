import { memo } from 'react';
import { elements, shapeText } from '../../../src/answers/choose/shape';
import { readable } from '../../../src/answers/readable';
import { Picker } from '../../controls/controls';
import type { AnswerViewProps } from '../view';
import './choose.css';
import { Indices } from './Indices';

/** Outputs of a model of which nothing more is known: which one, which element, and its value. */
export const ChooseView = memo(function ChooseView({
  data,
  target,
  onTarget,
  onReset,
  onOption,
  isStale,
  isGuess,
}: AnswerViewProps<'choose'>) {
  const { outputs, chosen, values } = data;
  const output = outputs[chosen];
  if (!output) return <p className="quiet">This model has no outputs to choose from.</p>;
  const isEmpty = elements(output.shape) === 0;
  const value = values[target];
  return (
    <div
      className={`answer-choose fades ${isStale ? 'busy' : ''} ${isGuess ? 'guess' : ''}`}
      onKeyDown={({ key }) => {
        if (key === 'Escape') onReset?.();
      }}
    >
      {onOption && outputs.length > 1 ? (
        <Picker
          label="Output"
          value={String(chosen)}
          shown={output.name}
          options={outputs.map(({ name, shape }, i) => ({
            id: String(i),
            text: name,
            detail: shapeText(shape),
          }))}
          onChange={(id) => onOption('output', Number(id))}
        />
      ) : (
        <span className="only" title={output.name}>
          {output.name}
        </span>
      )}
      {isEmpty ? (
        <p className="quiet">It is empty: there is nothing in it to explain.</p>
      ) : (
        <>
          {output.shape.length > 0 && (
            <Indices key={chosen} shape={output.shape} at={target} onAt={onTarget} />
          )}
          {value === undefined ? (
            <p className="quiet">Its value comes here.</p>
          ) : (
            <output className="value" aria-label="Value">
              <span aria-hidden>=</span> {readable(value, 4)}
            </output>
          )}
        </>
      )}
      {!isEmpty && <span className="quiet shape">{shapeText(output.shape)}</span>}
    </div>
  );
});
export default ChooseView;
