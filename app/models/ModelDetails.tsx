import { Button } from 'react-aria-components';
import { remoteKey } from '../../workers/library/client';
import type { ModelDescription } from '../../workers/library/protocol';
import { useModels, usePlayground, useStores } from '../hooks/stores';
import { bytes } from '../text/format';
import { aboutBytes, licenceText, thisDevice, warningsFor } from '../text/models';
import { Toggle } from '../controls/controls';

/** All that is known of a model before it is fetched, what speaks against it here, and the button that fetches it. */
export function ModelDetails({ model }: { readonly model: ModelDescription }) {
  const { models } = useStores();
  const { shelf, lowMemory } = useModels(({ shelf, lowMemory }) => ({ shelf, lowMemory }));
  const key = remoteKey(model.remote);
  const source = usePlayground((state) => state.source);
  const isInUse = source.remote !== undefined && remoteKey(source.remote) === key;
  const isSame = isInUse && (source.lowMemory ?? false) === lowMemory;
  const isStored = shelf?.models.some((stored) => stored.key === key && stored.isWhole) ?? false;
  const { remote, host, facts, isExact } = model;
  const warnings = warningsFor(model, lowMemory, thisDevice(), isStored ? undefined : shelf);
  return (
    <div className="model-details">
      <dl>
        <dt>From</dt>
        <dd>
          {host}
          {'id' in remote && (
            <>
              {' '}
              · {remote.id} · {shortRevision(remote.revision)}
            </>
          )}
        </dd>
        <dt>Download</dt>
        <dd>
          {isStored ? 'already stored in this browser' : `${isExact ? '' : 'about '}${bytes(model.bytes)}`}
        </dd>
        <dt>Memory</dt>
        <dd>
          about {aboutBytes(lowMemory ? model.lowMemory : model.memory)} · {facts.patches} × {facts.patches}{' '}
          patches of an image of {facts.pixels} pixels · {facts.layers} layers
        </dd>
        <dt>Licence</dt>
        <dd>{licenceText(model)}</dd>
      </dl>
      <Toggle isSelected={lowMemory} onChange={(on) => models.getState().setLowMemory(on)}>
        Weights in half precision: less memory, slower
      </Toggle>
      {warnings.map((warning) => (
        <p key={warning} className="banner error">
          {warning}
        </p>
      ))}
      <div className="row">
        <Button
          className="button primary"
          isDisabled={isSame}
          onPress={() => void models.getState().use(model)}
        >
          {isSame ? 'In use' : isStored ? 'Use this model' : `Download from ${host}`}
        </Button>
      </div>
    </div>
  );
}

/** A commit by its first letters, as people quote it. */
function shortRevision(revision = 'main'): string {
  return /^[0-9a-f]{40}$/.test(revision) ? `commit ${revision.slice(0, 8)}` : `revision ${revision}`;
}
