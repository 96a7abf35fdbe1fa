/**
 * Explanations from elsewhere: a link or a file is shown as its sender saw it, computed again when the model is ready, and
 * judged. No React in here.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Asked, Claim, ExplanationDocument, LinkState, Verdict } from '../../src/ask';
import { LinkError } from '../../src/ask/error';
import { clipPreprocessing } from '../../src/image/config';
import type { ExplainClient } from '../../workers/client';
import { remoteKey, remoteName, remoteOf } from '../../workers/library/client';
import type { Remote } from '../../workers/library/protocol';
import { blankImage } from '../image/blank';
import type { PageImage } from '../image/pageImage';
import type { SceneLibrary } from '../image/scenes';
import type { PlaygroundState, PlaygroundStore } from '../store/playground';
import { answersOf, fromElsewhere } from '../store/shown';
import type { ViewStore } from '../store/view';
import type { PhotographLink } from './photograph';
import { fingerprintOf, isSubject, sourceKey, subjectOf, type Subject } from './subject';

/** An explanation that somebody claims, and how far checking it has come. */
export interface Opened extends Subject {
  readonly from: 'link' | 'file';
  /** Absent: a question without an explanation. */
  readonly claim?: Claim;
  /**
   * `model`: the reader has to agree to the model. `picture`: the reader has to give the picture. `checking`: until the
   * page has computed its own.
   */
  readonly phase: 'model' | 'picture' | 'checking' | 'done';
  /** The model that it is about, where that is not the one in use; without `remote`: the bundled one. */
  readonly model?: { readonly key: string; readonly name: string; readonly remote?: Remote };
  /** Fingerprint of the picture that is asked for. */
  readonly wanted?: string;
  readonly verdict?: Verdict;
}

export interface ShareState {
  readonly opened: Opened | undefined;
}

export interface ShareActions {
  /** Shows what a link's fragment says; false when there is none, or when it cannot be read (the page then says why). */
  openLink(fragment: string, image?: PageImage): Promise<boolean>;
  /** Shows an exported explanation. */
  openDocument(json: string, name: string): Promise<void>;
  /** A link that holds the photograph on show. @throws Error with a sentence for a person */
  makePhotographLink(): Promise<PhotographLink>;
  dismiss(): void;
}

export type ShareStore = StoreApi<ShareState & ShareActions>;

export interface ShareOptions {
  readonly client: ExplainClient;
  readonly playground: PlaygroundStore;
  readonly view: ViewStore;
  readonly scenes: SceneLibrary;
  /** Whether a model is in this browser already: then a link to it need not ask. */
  readonly isStored: (remote: Remote) => Promise<boolean>;
}

const NO_LINK =
  'What stands behind “#” in the address is no link of Whylight, so nothing was opened by it: copy the link again from where it was made.';

/** What reads links and files, once it is loaded. */
const reading = () => import('./reading');

export function createShare({ client, playground, view, scenes, isStored }: ShareOptions): ShareStore {
  let generation = 0;

  const store: ShareStore = createStore((set, get) => {
    /** Puts a claim on the page; the model computes it as soon as it can. */
    function show(
      opened: Omit<Opened, 'phase'> & { readonly claim: Claim },
      image: PageImage | undefined,
      imageSize: number | undefined,
    ): void {
      const { document } = opened.claim;
      const { asked } = opened;
      const seen = image ?? (imageSize === undefined ? undefined : blankImage(imageSize));
      set({ opened: { ...opened, phase: phaseOf(opened) } });
      playground.setState({
        image,
        asked,
        error: undefined,
        answers: answersOf(document),
        ...(seen && imageSize !== undefined
          ? {
              ...fromElsewhere(document, seen, asked),
              example: {
                document,
                asked,
                image: seen,
                modelName: document.model.id,
                preprocessing: clipPreprocessing(imageSize),
                mark: opened.from === 'link' ? 'As in the link' : 'As in the file',
              },
            }
          : {}),
      });
      playground.getState().again();
    }

    async function openState(state: LinkState, given: PageImage | undefined): Promise<void> {
      const mine = ++generation;
      const model = otherModel(state);
      playground.setState({ isHeld: model !== undefined });
      const { documentOf, pageImageFrom } = await reading();
      const image = given ?? (await pageImageFrom(state.image, scenes));
      if (mine !== generation) return;
      view.setState(state.view);
      const document = documentOf(state);
      const wanted = state.image?.kind === 'file' && !given ? state.image.sha256 : undefined;
      const subject = subjectOf(state.asked, image);
      if (document) {
        const claim = { document, backend: state.result!.backend, quantised: true };
        show(
          {
            from: 'link',
            claim,
            ...subject,
            ...(wanted === undefined ? {} : { wanted }),
            ...(model ? { model } : {}),
          },
          image,
          state.result?.imageSize,
        );
        await bringModel(model);
        return;
      }
      set({ opened: undefined });
      const sample = scenes.samples.find(({ id }) => id === image?.sample) ?? scenes.samples[0]!;
      const seen = image ?? (await scenes.open(sample));
      const asked = { ...subject.asked, question: subject.asked.question || sample.question };
      playground.getState().ask(asked, seen);
      if (!model) return;
      set({ opened: { from: 'link', asked, imageKey: seen.key, model, phase: 'model' } });
      await bringModel(model);
    }

    /** Loads the link's model where that fetches nothing from elsewhere; the others are asked about. */
    async function bringModel(model: Opened['model']): Promise<void> {
      if (!model || (model.remote && !(await isStored(model.remote)))) return;
      if (get().opened?.model !== model) return;
      void playground.getState().useModel(model.remote ? { remote: model.remote } : {});
    }

    /** The link's model, where it is not the one that is loaded. @throws LinkError for a source that is none */
    function otherModel({ source, model }: LinkState): Opened['model'] {
      if (source === sourceKey(playground.getState().source)) return undefined;
      if (source === '') return { key: '', name: model };
      const remote = remoteOf(source);
      if (!remote || remoteKey(remote) !== source)
        throw new LinkError('it names a model by something that is no address');
      return { key: source, name: remoteName(remote), remote };
    }

    return {
      opened: undefined,

      async openLink(fragment, image) {
        if (fragment.replace(/^#/, '') === '') return false;
        playground.getState().dismissNotice();
        try {
          const { readLink } = await reading();
          const state = readLink(fragment);
          if (!state) {
            if (/[\p{L}\p{N}]/u.test(fragment)) playground.getState().notify(NO_LINK);
            return false;
          }
          await openState(state, image);
          return true;
        } catch (error) {
          playground.getState().notify(error);
          return false;
        }
      },

      async openDocument(json, name) {
        const mine = ++generation;
        try {
          const { parseDocument, knownPart, pageImageOfSource, askedOfDocument } = await reading();
          const { document, leftOut } = knownPart(parseDocument(json, `“${name}”`), `“${name}”`);
          const image = await pageImageOfSource(document, scenes);
          if (mine !== generation) return;
          if (!image)
            throw new Error(
              `“${name}” holds no picture to compute it on: export it from the page, or check it with whylight explain --verify and --image.`,
            );
          const subject = subjectOf(
            asAnswered(askedOfDocument(document), document, playground.getState().info?.answers),
            image,
          );
          const claim = { document, quantised: false, onItsPixels: document.source?.kind === 'pixels' };
          show({ from: 'file', claim, ...subject }, image, sideOf(document, image));
          if (leftOut.length > 0)
            playground
              .getState()
              .notify(
                `“${name}” was made by a newer version. What this one does not know is left out: ${leftOut.join(', ')}.`,
              );
        } catch (error) {
          playground.getState().reportError(error);
        }
      },

      async makePhotographLink() {
        const { makePhotographLink } = await import('./photograph');
        return makePhotographLink(client, playground, view);
      },

      dismiss: () => {
        if (get().opened) set({ opened: undefined });
        if (playground.getState().isHeld) playground.getState().hold(false);
      },
    };
  });

  /** Follows what is computed on the page. */
  playground.subscribe((state, before) => {
    const { opened } = store.getState();
    if (!opened) return;
    if (opened.phase === 'model') {
      followModel(opened, state);
      return;
    }
    if (opened.phase === 'picture') {
      if (state.image && state.image !== before.image) void takePicture(opened, state.image);
      return;
    }
    if (!isSubject(opened, state)) {
      store.setState({ opened: undefined });
      return;
    }
    if (opened.phase !== 'checking' || state.example || state.shown === before.shown || !state.shown) return;
    if (opened.claim) void judge(opened, opened.claim, state.shown.reply.document, state.info?.backend);
  });

  async function judge(
    opened: Opened,
    claim: Claim,
    computed: ExplanationDocument,
    backend: string | undefined,
  ): Promise<void> {
    const { compareExplanations } = await reading();
    if (store.getState().opened !== opened) return;
    const verdict = compareExplanations(claim, computed, backend);
    store.setState({ opened: { ...opened, phase: 'done', verdict } });
  }

  /** Until the link's model is there nothing is computed; asking something else sets the link aside. */
  function followModel(opened: Opened, state: PlaygroundState): void {
    const { asked, model, claim } = opened;
    if (sourceKey(state.source) !== model?.key) {
      if (!isSubject(opened, state)) store.getState().dismiss();
      return;
    }
    if (state.load.phase !== 'ready') return;
    const { model: _, ...rest } = opened;
    store.setState({ opened: claim ? { ...rest, phase: phaseOf(rest) } : undefined });
    playground.setState({ asked });
    playground.getState().hold(false);
  }

  /** The reader gave a picture: is it the sender's? */
  async function takePicture(opened: Opened, image: PageImage): Promise<void> {
    const found = image.file ? await fingerprintOf(image.file) : undefined;
    if (store.getState().opened !== opened) return;
    if (found !== opened.wanted) {
      playground
        .getState()
        .reportError('This is not the picture that the link is about: its fingerprint is another one.');
      return;
    }
    // Choosing a picture cleared the target; the link's own is put back, and what was asked is now asked of this picture.
    store.setState({ opened: { ...opened, imageKey: image.key, phase: 'checking' } });
    playground.getState().ask(opened.asked);
  }

  return store;
}

const phaseOf = ({ model, wanted }: Pick<Opened, 'model' | 'wanted'>): Opened['phase'] =>
  model ? 'model' : wanted === undefined ? 'checking' : 'picture';

/** What a file's explanation answers, as far as the model has such an answer. */
function asAnswered(
  asked: Asked,
  { target }: ExplanationDocument,
  known: readonly string[] | undefined,
): Asked {
  // Models that answer zero-shot have no list of their own.
  const isKnown = !known || known.length === 0 || known.includes(target.answer);
  return isKnown ? asked : { ...asked, target: {} };
}

/** Side of the model's input where it is a square cut into patches as the maps say: the picture in a file has that size. */
function sideOf({ methods }: ExplanationDocument, image: PageImage): number | undefined {
  const { rows, cols } = methods[0]?.image ?? {};
  const side = image.pixelsFor(image.display.width).width;
  return rows !== undefined && rows === cols && side % rows === 0 ? side : undefined;
}
