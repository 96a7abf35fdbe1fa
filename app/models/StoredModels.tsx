import { useRef } from 'react';
import { Button } from 'react-aria-components';
import { remoteKey } from '../../workers/library/client';
import type { StoredModel } from '../../workers/library/protocol';
import { useModels, usePlayground, useStores } from '../hooks/stores';
import { bytes } from '../text/format';

/** What lies in the browser's own file system, and how to be rid of it. */
export function StoredModels() {
  const { models } = useStores();
  const { shelf, isRunning } = useModels(({ shelf, transfer }) => ({
    shelf,
    isRunning: transfer?.phase === 'running',
  }));
  const source = usePlayground((state) => state.source);
  const heading = useRef<HTMLHeadingElement>(null);
  if (!shelf) return null;
  // The button goes with its model: without a place of its own the focus would leave the dialog, and Escape with it.
  const forget = (remote?: StoredModel['remote']) => {
    heading.current?.focus();
    void models.getState().forget(remote);
  };
  const total = shelf.models.reduce((sum, model) => sum + model.bytes, 0);
  return (
    <section aria-labelledby="stored-models">
      <h3 id="stored-models" ref={heading} tabIndex={-1}>
        Stored in this browser
      </h3>
      {shelf.models.length === 0 ? (
        <p className="quiet">No models yet.</p>
      ) : (
        <ul className="stored-list" aria-label="Stored models">
          {shelf.models.map((model) => {
            const isInUse = source.remote !== undefined && remoteKey(source.remote) === model.key;
            return (
              <li key={model.key}>
                <span>
                  <span className="strong">{model.name}</span>{' '}
                  <span className="quiet">
                    {bytes(model.bytes)}
                    {model.isDamaged ? ', damaged' : !model.isWhole && ', in part'}
                    {isInUse && ', in use'}
                  </span>
                </span>
                {!isInUse && (
                  <Button
                    className="button plain"
                    aria-label={actionOf(model).label}
                    isDisabled={isRunning}
                    onPress={() => void models.getState().useStored(model)}
                  >
                    {actionOf(model).text}
                  </Button>
                )}
                <Button
                  className="button plain"
                  aria-label={`Delete ${model.name}`}
                  isDisabled={isRunning}
                  onPress={() => forget(model.remote)}
                >
                  Delete
                </Button>
              </li>
            );
          })}
        </ul>
      )}
      <div className="row">
        <span className="quiet">
          {shelf.models.length > 0 && `${bytes(total)} in all`}
          {shelf.models.length > 0 && shelf.free !== undefined && ' · '}
          {shelf.free !== undefined && `room for ${bytes(Math.max(0, shelf.free))} more`}
        </span>
        {shelf.models.length > 1 && (
          <Button className="button plain" isDisabled={isRunning} onPress={() => forget()}>
            Delete all
          </Button>
        )}
      </div>
    </section>
  );
}

/** What can be done with a stored model besides deleting it. */
function actionOf({ name, isWhole, isDamaged }: StoredModel): {
  readonly text: string;
  readonly label: string;
} {
  if (isDamaged) return { text: 'Fetch again', label: `Fetch ${name} again` };
  return isWhole ? { text: 'Use', label: `Use ${name}` } : { text: 'Go on', label: `Go on with ${name}` };
}
