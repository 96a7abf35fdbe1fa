/**
 * The state of the playground and everything that talks to the model; no React in here.
 *
 * One rule governs results: an edit starts a new generation, and whatever an older generation brings back is dropped.
 * So the latest edit always wins, whichever order replies come in, and a stale result is never shown as if it answered
 * the question in the box.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { AnswersReply, ExplanationReply, MethodRequest, ModelInfo } from '../../workers/protocol';
import type { ExplainClient } from '../../workers/client';
import type { PageImage } from '../image/pageImage';
import type { Example } from '../image/example';
import { DEFAULT_PANELS, distinct, isAbout, servedPanels } from './asked';
import { isAbort, tell, type Told } from './errors';

/** Where loading stands; `total` 0 means that it is not known. */
export type LoadState =
  | { readonly phase: 'loading'; readonly stage: string; readonly loaded: number; readonly total: number }
  | { readonly phase: 'ready' }
  | { readonly phase: 'failed'; readonly message: string };

/**
 * `waiting`: an edit is being debounced. `answering`: the forward pass runs. `explaining`: answers are in, maps are
 * not. `idle`: what is shown answers what is asked.
 */
export type RunPhase = 'idle' | 'waiting' | 'answering' | 'explaining';

/** Which answer is explained; an absent `answer` means the model's first one. */
export interface Target {
  readonly answer?: string;
  readonly versus?: string;
}

/** An explanation together with what was asked, so that views never mix two generations. */
export interface Shown {
  readonly reply: ExplanationReply;
  readonly image: PageImage;
  readonly panels: Panels;
  /** Index into the document's `methods` for each panel. */
  readonly columns: readonly [number, number];
  /** Word of each token, −1 for start and end; absent where nobody said. */
  readonly wordIds?: readonly number[];
}

/** What a model is loaded from; empty: the bundled one. */
export type ModelSource = Pick<LoadRequest, 'remote' | 'licence' | 'files' | 'lowMemory'>;
type LoadRequest = Parameters<ExplainClient['load']>[0];

/** Methods of the left and the right panel. */
export type Panels = readonly [MethodRequest, MethodRequest];

export interface PlaygroundState {
  readonly load: LoadState;
  readonly info: ModelInfo | undefined;
  readonly image: PageImage | undefined;
  readonly question: string;
  readonly target: Target;
  readonly panels: Panels;
  /** Absent: the model's recommendation. */
  readonly startLayer: number | undefined;
  /** Zero-shot models: answers to choose from; absent: those that the question asks for. */
  readonly candidates: readonly string[] | undefined;
  /** Zero-shot models: the text is a caption that is set against an empty one. */
  readonly isCaption: boolean;
  /** Which model is loaded or being loaded. */
  readonly source: ModelSource;
  /** Nothing is computed until somebody decided which model does it. */
  readonly isHeld: boolean;
  readonly phase: RunPhase;
  /** Answers to the question in the box, as soon as the forward pass is done. */
  readonly answers: AnswersReply | undefined;
  /** The last complete explanation; it answers the question in the box when `phase` is `idle`. */
  readonly shown: Shown | undefined;
  /** Set while what is shown was computed beforehand; nothing can be asked of it that needs the model. */
  readonly example: Example | undefined;
  readonly encodeMs: number | undefined;
  readonly error: string | undefined;
  /** What the worker wanted said, e.g. that the GPU was lost. */
  readonly notice: string | undefined;
  /** What the runtime or browser itself said of one of the sentences above. */
  readonly details: { readonly of: string; readonly text: string } | undefined;
}

export interface PlaygroundActions {
  /** Shows what was computed beforehand, unless somebody asked for something else meanwhile. */
  showExample(example: Example): void;
  /** Loads the model; safe to call again after a failure. */
  start(): Promise<void>;
  /** Loads another model; when it fails, says why and goes back to the one before. True when it is ready. */
  useModel(source: ModelSource): Promise<boolean>;
  /** Lets the model that is there compute again, or makes it wait. */
  hold(isHeld: boolean): void;
  setCandidates(candidates: readonly string[] | undefined): void;
  setCaption(isCaption: boolean): void;
  setQuestion(question: string, when?: 'debounced' | 'now'): void;
  setImage(image: PageImage, question?: string): void;
  /** Another state of the same picture: what is asked and explained stays. */
  editImage(image: PageImage): void;
  explainAnswer(answer: string | undefined): void;
  explainRather(versus: string | undefined): void;
  /** Both parts of a target at once, e.g. from a link. */
  restoreTarget(target: Target): void;
  setPanel(index: 0 | 1, method: MethodRequest): void;
  setStartLayer(layer: number): void;
  /** A sentence, or whatever was thrown. */
  reportError(error: unknown): void;
  dismissError(): void;
  dismissNotice(): void;
  dispose(): void;
}

export type PlaygroundStore = StoreApi<PlaygroundState & PlaygroundActions>;

export interface PlaygroundOptions {
  readonly client: ExplainClient;
  readonly loadRequest: LoadRequest;
  /** Pause after the last key before a run, in milliseconds. */
  readonly debounceMs?: number;
}

export { DEFAULT_PANELS };

/** Makes the store; nothing runs until `start`. */
export function createPlayground({
  client,
  loadRequest,
  debounceMs = 120,
}: PlaygroundOptions): PlaygroundStore {
  let generation = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running: AbortController | undefined;
  let imageInWorker: string | undefined;

  const store: PlaygroundStore = createStore((set, get) => {
    /** Keeps the details of what is going to be said. */
    function remember(told: Told): Told {
      if (told.details !== undefined) set({ details: { of: told.message, text: told.details } });
      return told;
    }

    /** Supersedes whatever is under way and runs again after `delay` milliseconds. */
    function rerun(delay: number): void {
      generation++;
      running?.abort();
      clearTimeout(timer);
      const { info, image, question, example } = get();
      if (example && !isAbout(example, get())) set(NOTHING);
      if (question.trim() === '') {
        set({ phase: 'idle', ...NOTHING });
        return;
      }
      if (!info || !image || get().isHeld) return;
      set({ phase: 'waiting' });
      timer = setTimeout(() => void run(), delay);
    }

    async function run(): Promise<void> {
      const { info, image, question, target, panels, startLayer, candidates, isCaption } = get();
      if (!info || !image) return;
      const mine = ++generation;
      const current = () => mine === generation;
      const controller = new AbortController();
      const { signal } = controller;
      running = controller;
      const formerError = get().error;
      set({ phase: 'answering' });
      try {
        if (imageInWorker !== image.key) {
          const reply = await client.setImage(image.key, image.pixelsFor(info.imageSize), { signal });
          imageInWorker = image.key;
          if (!current()) return;
          set({ encodeMs: reply.encodeMs });
        }
        const { methods, columns } = distinct(panels);
        let wordIds: readonly number[] | undefined;
        const fromLayer = startLayer === undefined ? {} : { startLayer };
        const choices = {
          ...(candidates === undefined ? {} : { candidates }),
          ...(isCaption ? { caption: true } : {}),
        };
        const reply = await client.explain(
          { imageKey: image.key, question, ...target, ...choices, methods, ...fromLayer },
          {
            signal,
            onAnswers: (answers) => {
              wordIds = answers.wordIds;
              if (current()) set({ answers, phase: 'explaining' });
            },
          },
        );
        if (!current()) return;
        // An error that came up meanwhile, e.g. of an upload, has not been read yet.
        const error = get().error === formerError ? undefined : get().error;
        const shown = { reply, image, panels, columns, ...(wordIds ? { wordIds } : {}) };
        set({ shown, phase: 'idle', error, example: undefined });
      } catch (error) {
        if (!current() || isAbort(error)) return;
        // A worker that crashed has forgotten its images.
        imageInWorker = undefined;
        const { message } = remember(tell(error));
        set({ phase: 'idle', error: message });
      }
    }

    return {
      load: { phase: 'loading', stage: 'runtime', loaded: 0, total: 0 },
      info: undefined,
      image: undefined,
      question: '',
      target: {},
      panels: DEFAULT_PANELS,
      startLayer: undefined,
      candidates: undefined,
      isCaption: false,
      source: {},
      isHeld: false,
      phase: 'idle',
      answers: undefined,
      shown: undefined,
      example: undefined,
      encodeMs: undefined,
      error: undefined,
      notice: undefined,
      details: undefined,

      showExample(example) {
        const { info, image, question, shown } = get();
        const { document } = example;
        const isWanted = question === '' || isAbout(example, { ...get(), question });
        if (shown || !isWanted || (info && info.sha256 !== document.model.sha256)) return;
        const reply = { type: 'explanation', id: 0, document, weights: [], replay: [] } as const;
        const answers = {
          type: 'answers',
          id: 0,
          tokens: document.tokens,
          wordIds: [],
          answers: document.answers,
          notices: [],
          answerMs: 0,
        } as const;
        const seen = image ?? example.image;
        set({
          example,
          answers,
          shown: { reply, image: seen, panels: DEFAULT_PANELS, columns: [0, 1] },
          image: seen,
          question: document.question,
        });
      },

      async start() {
        set(LOADING);
        try {
          imageInWorker = undefined;
          const info = await client.load(
            { ...loadRequest, ...get().source },
            {
              onProgress: ({ stage, loaded, total }) =>
                set({ load: { phase: 'loading', stage, loaded, total } }),
            },
          );
          // Numbers of another model must not stand beside this one's.
          const { example, isHeld } = get();
          if (example && !isHeld && !info.sha256.startsWith(example.document.model.sha256)) set(NOTHING);
          set({ info, panels: servedPanels(get().panels, info), load: { phase: 'ready' } });
          rerun(0);
        } catch (error) {
          if (isAbort(error)) return;
          set({ load: { phase: 'failed', message: remember(tell(error)).message } });
        }
      },

      async useModel(source) {
        const before = get().source;
        generation++;
        running?.abort();
        clearTimeout(timer);
        set({
          ...NOTHING,
          ...OF_ONE_MODEL,
          ...LOADING,
          info: undefined,
          source,
          phase: 'idle',
          error: undefined,
        });
        await get().start();
        const { load } = get();
        if (load.phase === 'ready') return get().source === source;
        if (load.phase === 'failed' && get().source === source) {
          set({ source: before });
          await get().start();
          // A notice, which stays until it is read: an error goes with the next explanation, which comes at once.
          set({ notice: load.message });
        }
        return false;
      },

      hold(isHeld) {
        set({ isHeld });
        if (!isHeld) rerun(0);
      },

      setCandidates(candidates) {
        set({ candidates, target: {} });
        rerun(0);
      },

      setCaption(isCaption) {
        if (isCaption === get().isCaption) return;
        set({ isCaption, target: {} });
        rerun(0);
      },

      setQuestion(question, when = 'debounced') {
        if (question === get().question) return;
        set({ question, target: {} });
        rerun(when === 'now' ? 0 : debounceMs);
      },

      setImage(image, question) {
        set({ image, target: {}, error: undefined, ...(question === undefined ? {} : { question }) });
        const { shown, example } = get();
        if (shown && example && isAbout(example, get())) set({ shown: { ...shown, image } });
        rerun(0);
      },

      editImage(image) {
        set({ image });
        rerun(0);
      },

      explainAnswer(answer) {
        const { versus } = get().target;
        set({
          target: {
            ...(answer === undefined ? {} : { answer }),
            ...(versus && versus !== answer ? { versus } : {}),
          },
        });
        rerun(0);
      },

      explainRather(versus) {
        const { target, answers } = get();
        const answer = target.answer ?? answers?.answers[0]?.text;
        if (answer === undefined || answer === versus) return;
        set({ target: versus === undefined ? { answer } : { answer, versus } });
        rerun(0);
      },

      restoreTarget(target) {
        set({ target });
        rerun(0);
      },

      setPanel(index, method) {
        const [left, right] = get().panels;
        set({ panels: index === 0 ? [method, right] : [left, method] });
        rerun(0);
      },

      setStartLayer(startLayer) {
        if (startLayer === get().startLayer) return;
        set({ startLayer });
        rerun(debounceMs);
      },

      reportError: (error) =>
        set({ error: typeof error === 'string' ? error : remember(tell(error)).message }),
      dismissError: () => set({ error: undefined }),
      dismissNotice: () => set({ notice: undefined }),

      dispose() {
        generation++;
        running?.abort();
        clearTimeout(timer);
        client.dispose();
      },
    };
  });

  client.onNotice(({ message, details, info }) => {
    if (details !== undefined) store.setState({ details: { of: message, text: details } });
    store.setState({ notice: message, ...(info ? { info } : {}) });
  });

  return store;
}

const LOADING = { load: { phase: 'loading', stage: 'runtime', loaded: 0, total: 0 } } as const;

/** What makes sense for the model that it was chosen for only. */
const OF_ONE_MODEL = { candidates: undefined, isCaption: false, startLayer: undefined, target: {} } as const;

const NOTHING = { answers: undefined, shown: undefined, example: undefined } as const;
