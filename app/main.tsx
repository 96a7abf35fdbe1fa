/** Puts the page together: worker client, stores, React. */
import '@fontsource-variable/inter/index.css';
import './styles/tokens.css';
import './styles/base.css';
import './styles/controls.css';
import './styles/layout.css';
import './styles/ask.css';
import './styles/middle.css';
import './styles/phone.css';
import './styles/methods.css';
import './styles/print.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import type { ExplanationDocument } from '../src/ask';
import { createClient, type ExplainClient } from '../workers/client';
import { createLibraryClient, HUB } from '../workers/library/client';
import { App } from './App';
import { EmbedPage } from './embed/EmbedPage';
import { embedFrom } from './embed/options';
import { loadExample } from './store/example';
import { createSceneLibrary } from './image/scenes';
import { collect } from './offline/handover';
import { isolate } from './offline/isolate';
import { createOffline } from './offline/store';
import { keepAddressBar } from './share/addressBar';
import { createShare } from './share/store';
import { createAttention } from './store/attention';
import { createEditor } from './store/editor';
import { StoresContext, type Stores } from './hooks/stores';
import { createModels } from './store/models';
import { createOffer } from './store/offer';
import { createPictures } from './store/pictures';
import { createPlayground } from './store/playground';
import { createReplay } from './store/replay';
import { createTests } from './store/tests';
import { createTruth } from './store/truth';
import { createView } from './store/view';
import { Part } from './controls/Part';
import { hubFrom, optionsFrom } from './store/urlOptions';

declare global {
  interface Window {
    whylight: {
      /** The explanation on show, as `whylight explain --json` prints it; undefined until this page has made one. */
      readonly last: () => ExplanationDocument | undefined;
    };
  }
}

const spawn = () => new Worker(new URL('../workers/explain.worker.ts', import.meta.url), { type: 'module' });

const spawnLibrary = () =>
  new Worker(new URL('../workers/library/library.worker.ts', import.meta.url), { type: 'module' });

async function clientFor(search: URLSearchParams): Promise<ExplainClient> {
  if (import.meta.env.DEV && search.has('fake')) return (await import('./dev/fakeClient')).createFakeClient();
  return createClient(spawn);
}

async function start(): Promise<void> {
  const search = new URLSearchParams(location.search);
  const embed = embedFrom(search);
  if (!embed && (await isolate())) return;
  const address = (path: string) => new URL(path, document.baseURI).href;
  const client = await clientFor(search);
  const playground = createPlayground({
    client,
    loadRequest: {
      modelUrl: address('models/stickers/'),
      runtimeUrl: address('ort/'),
      ...optionsFrom(search),
    },
  });
  const storage = embed ? undefined : localStorageIfAny();
  const view = createView(storage);
  if (embed) view.setState({ theme: embed.theme });
  const scenes = createSceneLibrary(address('atlas/'));
  const hub = hubFrom(search) ?? HUB;
  const models = createModels({
    library: createLibraryClient(spawnLibrary, hub),
    playground,
    hub,
    persist: keepStored,
    onChosen: (remote) => stores.offer.getState().remember(remote),
  });
  const stores: Stores = {
    playground,
    view,
    scenes,
    truth: createTruth(playground, scenes),
    tests: createTests(client, playground),
    attention: createAttention(client, playground),
    replay: createReplay(client, playground),
    editor: createEditor({ playground, scenes }),
    pictures: createPictures(playground),
    share: createShare({
      client,
      playground,
      view,
      scenes,
      isStored: (remote) => models.getState().isStored(remote),
    }),
    offline: createOffline({ playground, view }),
    models,
    offer: createOffer({
      playground,
      isStored: (remote) => models.getState().isStored(remote),
      isLinked: () => stores.share.getState().opened !== undefined,
      storage,
    }),
    hub,
  };
  window.whylight = {
    last: () => {
      const { shown, example } = playground.getState();
      return example ? undefined : shown?.reply.document;
    },
  };

  createRoot(document.getElementById('root')!).render(
    <StrictMode>
      <StoresContext value={stores}>
        <Part title="The page">{embed ? <EmbedPage parts={embed.parts} /> : <App />}</Part>
      </StoresContext>
    </StrictMode>,
  );
  void playground.getState().start();
  if (location.hash.length <= 1) void showExample(stores, address('example/'));
  const carried = await collect(location.hash.slice(1));
  if (!(await stores.share.getState().openLink(location.hash, carried))) await openFirstScene(stores);
  if (embed) followFragment(stores);
  else keepAddressBar({ ...stores, window });
}

/** In a frame the address belongs to the page around it, whose history is left alone. */
function followFragment({ share }: Pick<Stores, 'share'>): void {
  window.addEventListener('hashchange', () => void share.getState().openLink(location.hash));
}

/** Something to see while the model loads. */
async function showExample({ playground, scenes }: Pick<Stores, 'playground' | 'scenes'>, url: string) {
  const example = await loadExample(url, scenes.samples);
  if (example) playground.getState().showExample(example);
}

/** The first sample and its question. */
async function openFirstScene({ playground, scenes }: Pick<Stores, 'playground' | 'scenes'>): Promise<void> {
  const [sample] = scenes.samples;
  if (!sample) return;
  try {
    const image = await scenes.open(sample);
    // Somebody may have been quicker with an image of their own.
    const before = playground.getState().image;
    if (before && before.key !== 'example') return;
    playground.getState().setImage(image, sample.question);
  } catch (error) {
    playground.getState().reportError(error);
  }
}

/** Asks the browser to keep what is stored when space runs out; it may refuse, and older ones do not know the question. */
async function keepStored(): Promise<void> {
  await (navigator.storage as Partial<StorageManager> | undefined)?.persist?.();
}

/** Some browsers refuse storage altogether, by throwing. */
function localStorageIfAny(): Storage | undefined {
  try {
    return window.localStorage;
  } catch {
    return undefined;
  }
}

// Where there is no origin, a worker cannot be started: public/needs.js says what to do.
if (self.origin !== 'null') void start();
