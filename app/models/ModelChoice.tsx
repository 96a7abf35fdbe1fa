import { Button } from 'react-aria-components';
import { remoteKey } from '../../workers/library/client';
import type { ModelDescription } from '../../workers/library/protocol';
import { useComeIntoView } from '../hooks/useComeIntoView';
import { useModels, usePlayground, useStores } from '../hooks/stores';
import { costLine } from '../text/models';
import { LocalFiles } from './LocalFiles';
import { ModelDetails } from './ModelDetails';
import { OtherModel } from './OtherModel';
import { StoredModels } from './StoredModels';
import { TransferBar } from './TransferBar';
import '../styles/models.css';

/** The bundled model, published ones, any other, files on this device; and what the browser keeps of them. */
export default function ModelChoice() {
  const { models } = useStores();
  const { shelf, chosen, error } = useModels(({ shelf, chosen, error }) => ({ shelf, chosen, error }));
  const source = usePlayground((state) => state.source);
  const inUse = source.remote && remoteKey(source.remote);
  const isBundled = !source.remote && !source.files;
  const offers = shelf?.offers ?? [];
  const isOffered = chosen && offers.some(({ remote }) => remoteKey(remote) === remoteKey(chosen.remote));
  return (
    <div className="models">
      <div className="models-title">
        <h2>Models</h2>
        <Button className="button plain" aria-label="Close" onPress={() => models.getState().close()}>
          Close
        </Button>
      </div>
      <p className="quiet">
        Every model runs in this browser; pictures and questions stay here. A model from elsewhere is fetched
        from its server when you ask for it, and kept for the next visit.
      </p>
      {error !== undefined && <Problem key={error} text={error} />}
      <TransferBar />
      <ul className="model-list" aria-label="Models on offer">
        <ModelRow
          name="Stickers"
          about="Sticker scenes: what is there, where, how many, in which colour. Comes with the page; guesses at photographs."
          state={isBundled ? 'In use' : ''}
          onPress={() => void models.getState().useBundled()}
          isDisabled={isBundled}
        />
        {offers.map((offer) => {
          const key = remoteKey(offer.remote);
          const isChosen = chosen !== undefined && remoteKey(chosen.remote) === key;
          const isStored = shelf!.models.some((model) => model.key === key && model.isWhole);
          return (
            <ModelRow
              key={key}
              name={offer.name}
              about={offer.about}
              costs={costLine(offer)}
              state={inUse === key ? 'In use' : isStored ? 'Stored' : ''}
              isOpen={isChosen}
              onPress={() => models.getState().choose(isChosen ? undefined : offer)}
            >
              {isChosen && <ModelDetails model={offer} />}
            </ModelRow>
          );
        })}
      </ul>
      <OtherModel>{chosen && !isOffered && <FoundModel model={chosen} />}</OtherModel>
      <LocalFiles />
      <StoredModels />
    </div>
  );
}

function Problem({ text }: { readonly text: string }) {
  const place = useComeIntoView<HTMLParagraphElement>();
  return (
    <p ref={place} className="banner error" role="alert">
      {text}
    </p>
  );
}

/** What a server answered about a repository or folder. */
function FoundModel({ model }: { readonly model: ModelDescription }) {
  const place = useComeIntoView<HTMLDivElement>();
  return (
    <div ref={place} className="model-found">
      <p className="strong">{model.name}</p>
      <p className="quiet">{costLine(model)}</p>
      <ModelDetails model={model} />
    </div>
  );
}

interface ModelRowProps {
  readonly name: string;
  readonly about: string;
  readonly costs?: string;
  readonly state: string;
  readonly isOpen?: boolean;
  readonly isDisabled?: boolean;
  readonly onPress: () => void;
  readonly children?: React.ReactNode;
}

function ModelRow({
  name,
  about,
  costs,
  state,
  isOpen,
  isDisabled = false,
  onPress,
  children,
}: ModelRowProps) {
  return (
    <li className={isOpen ? 'open' : undefined}>
      <Button
        className="model-row"
        {...(isOpen === undefined ? {} : { 'aria-expanded': isOpen })}
        isDisabled={isDisabled}
        onPress={onPress}
      >
        <span className="model-row-name">
          <span className="strong">{name}</span>
          {state !== '' && <span className="model-state">{state}</span>}
        </span>
        <span className="quiet">{about}</span>
        {costs !== undefined && <span className="quiet">{costs}</span>}
      </Button>
      {children}
    </li>
  );
}
