import { Button } from 'react-aria-components';
import { Choice, Toggle } from '../controls/controls';
import { useSetView, useView } from '../hooks/stores';
import { useStatus } from './StatusLine';
import '../styles/share.css';

const KEYS: readonly (readonly [string, string])[] = [
  ['[ ]', 'previous and next answer'],
  ['R', 'rather than'],
  ['D', 'held: the difference'],
  ['1 2', 'held: one method in both places'],
];

/** What is needed now and then. */
export default function MorePanel({ onDone }: { readonly onDone: () => void }) {
  const { theme, hasKeys } = useView(({ theme, hasKeys }) => ({ theme, hasKeys }));
  const setView = useSetView();
  const { details } = useStatus();
  return (
    <div className="stack more-panel">
      <Choice
        label="Theme"
        value={theme}
        onChange={(next) => setView({ theme: next })}
        options={[
          ['auto', 'As the system'],
          ['light', 'Light'],
          ['dark', 'Dark'],
        ]}
      />
      <Button
        className="button"
        onPress={() => {
          onDone();
          setView({ tourStep: 0, sheet: undefined });
        }}
      >
        Take the tour
      </Button>
      <h3>Keys</h3>
      <p className="quiet">While the focus is among answers and maps:</p>
      <dl className="keys">
        {KEYS.map(([key, what]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <Toggle isSelected={hasKeys} onChange={(next) => setView({ hasKeys: next })}>
        Single letters do this
      </Toggle>
      <h3>About</h3>
      <p className="quiet">
        Whylight shows why an attention model gave its answer, computed in this browser: pictures and
        questions stay here. Weighted relevance is a reconstruction of Huang et al. 2023 (arXiv 2308.10240),
        equal relevance is Chefer et al. 2021 (arXiv 2103.15679).
      </p>
      {details.map((line) => (
        <p key={line} className="quiet">
          {line}
        </p>
      ))}
    </div>
  );
}
