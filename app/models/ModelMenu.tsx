import { lazy } from 'react';
import { Button, Dialog, Modal, ModalOverlay } from 'react-aria-components';
import { useModels, usePlayground, useStores } from '../hooks/stores';
import { Caret } from '../controls/controls';
import { Part } from '../controls/Part';

const ModelChoice = lazy(() => import('./ModelChoice'));

/** Names the model in use and opens the choice of others. */
export function ModelMenu() {
  const name = usePlayground(({ info, example }) => info?.name ?? example?.modelName);
  const { models } = useStores();
  const { isOpen, percent } = useModels(({ isOpen, transfer }) => ({
    isOpen,
    percent:
      transfer?.phase === 'running' ? Math.floor((100 * transfer.loaded) / (transfer.total || 1)) : undefined,
  }));
  const shown = name ?? 'Model';
  return (
    <>
      <Button
        className="picker model-name"
        aria-label={`Model: ${shown}`}
        onPress={() => models.getState().open()}
      >
        <span>{shown}</span>
        {percent !== undefined && <span className="quiet"> · {percent} %</span>}
        <Caret />
      </Button>
      <ModalOverlay
        className="sheet-backdrop models-backdrop"
        isDismissable
        isOpen={isOpen}
        onOpenChange={(open) => {
          if (!open) models.getState().close();
        }}
      >
        <Modal className="sheet models-sheet">
          <Dialog aria-label="Models">
            <Part title="The models" fallback={<p className="quiet">Getting ready</p>}>
              <ModelChoice />
            </Part>
          </Dialog>
        </Modal>
      </ModalOverlay>
    </>
  );
}
