import { lazy } from 'react';
import { Button, Dialog, Modal, ModalOverlay } from 'react-aria-components';
import { AskSheet } from '../ask/Ask';
import { QuestionBox } from '../ask/QuestionBox';
import { Part } from '../controls/Part';
import { usePlayground, useSetView, useView } from '../hooks/stores';
import type { Sheet } from '../store/view';
import { Small } from './Small';

const Inspector = lazy(() => import('../inspector/Inspector'));
const ViewSheet = lazy(() => import('./ViewSheet'));

const NAMES: Readonly<Record<Sheet, string>> = {
  understand: 'Understand',
  test: 'Test',
  truth: 'Truth',
  view: 'View',
  ask: 'Picture and choices',
};

/** At the thumb: what opens as a sheet, the picture, the question. */
export function Dock() {
  const setView = useSetView();
  const again = usePlayground((state) => state.again);
  const takesQuestion = usePlayground(({ info }) => info?.asks !== 'nothing');
  const hasTruth = usePlayground(({ image }) => image?.scene !== undefined);
  const tabs: readonly Sheet[] = ['understand', 'test', ...(hasTruth ? (['truth'] as const) : []), 'view'];
  return (
    <div className="dock" role="region" aria-label="Question and sheets">
      <div className="dock-tabs">
        {tabs.map((id) => (
          <Button
            key={id}
            onPress={() => setView({ sheet: id, ...(id === 'view' || id === 'ask' ? {} : { tab: id }) })}
          >
            {NAMES[id]}
          </Button>
        ))}
      </div>
      <div className="dock-row">
        <Button
          className="dock-picture"
          aria-label="Choose the picture"
          onPress={() => setView({ sheet: 'ask' })}
        >
          <Small />
        </Button>
        {takesQuestion ? (
          <>
            <QuestionBox />
            <Button className="button primary dock-ask" aria-label="Ask" onPress={() => again()}>
              ↑
            </Button>
          </>
        ) : (
          <p className="quiet">This model takes no question.</p>
        )}
      </div>
      <Sheets />
    </div>
  );
}

function Sheets() {
  const sheet = useView((view) => view.sheet);
  const setView = useSetView();
  return (
    <ModalOverlay
      className="sheet-backdrop"
      isDismissable
      isOpen={sheet !== undefined}
      onOpenChange={(isOpen) => {
        if (!isOpen) setView({ sheet: undefined });
      }}
    >
      <Modal className="sheet">
        <Dialog aria-label={sheet === 'ask' ? 'Picture' : sheet === 'view' ? 'View' : 'Inspector'}>
          {sheet === 'ask' ? (
            <AskSheet />
          ) : sheet === 'view' ? (
            <Part title="The view" fallback={<p className="quiet">Getting ready</p>}>
              <ViewSheet />
            </Part>
          ) : (
            <Part title="The inspector" fallback={<p className="quiet">Getting ready</p>}>
              <Inspector />
            </Part>
          )}
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
