/**
 * The state of the playground and everything that talks to the model; no React in here.
 *
 * One rule governs results: an edit starts a new generation, and whatever an older generation brings back is dropped.
 * So the latest edit always wins, whichever order replies come in, and a stale result is never shown as if it answered
 * the question in the box.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { AskedMethod, Choices, Target } from '../../src/ask';
import { MAX_QUESTION, withinLimit } from '../../src/ask/asked';
import type { AnswersReply, ExplanationReply, ModelInfo } from '../../workers/protocol';
import type { ExplainClient } from '../../workers/client';
import type { PageImage } from '../image/pageImage';
import { fitting, NOTHING_ASKED, onWire, servedBy, type PageAsked } from './asked';
import { isOutsideDomain } from './domain';
import { isAbort, tell, type Told } from './errors';
import { isAbout, type Example } from './example';
import { fromElsewhere, type Shown } from './shown';
import { isUnasked } from './unasked';

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

/** What a model is loaded from; empty: the bundled one. */
export type ModelSource = Pick<LoadRequest, 'remote' | 'licence' | 'files' | 'lowMemory'>;
type LoadRequest = Parameters<ExplainClient['load']>[0];

export interface PlaygroundState {
  readonly load: LoadState;
  readonly info: ModelInfo | undefined;
  readonly image: PageImage | undefined;
  readonly asked: PageAsked;
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
  /** Asks all at once, e.g. what a link asks; of the picture on show when none is given. */
  ask(asked: PageAsked, image?: PageImage): void;
  /** Asks the same again. */
  again(): void;
  setChoices(choices: Choices | undefined): void;
  setQuestion(question: string, when?: 'debounced' | 'now'): void;
  setImage(image: PageImage, question?: string): void;
  /** Another state of the same picture: what is asked and explained stays. */
  editImage(image: PageImage): void;
  explainAnswer(answer: string | undefined): void;
  explainRather(versus: string | undefined): void;
  setTarget(target: Target): void;
  /** The method of the left (0) or the right (1) panel. */
  setMethod(panel: 0 | 1, method: AskedMethod): void;
  setStartLayer(layer: number): void;
  /** A sentence, or whatever was thrown. */
  reportError(error: unknown): void;
  /** Says something that stays until it is read: an error goes with the next explanation, which may come at once. */
  notify(error: unknown): void;
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

    /** An example goes on with another drawing of the picture that it is about. */
    function redraw(image: PageImage): void {
      const { shown, example } = get();
      if (shown && example && isAbout(example, get())) set({ shown: { ...shown, image } });
    }

    const change = (part: Partial<PageAsked>) =>
      set({ asked: fitting(get().info, { ...get().asked, ...part }) });

    /** Supersedes whatever is under way and runs again after `delay` milliseconds. */
    function rerun(delay: number): void {
      generation++;
      running?.abort();
      clearTimeout(timer);
      const { info, image, asked, example } = get();
      if (example && !isAbout(example, get())) set(NOTHING);
      if (isUnasked({ asked, info })) {
        set({ phase: 'idle', ...NOTHING });
        return;
      }
      if (!info || !image || get().isHeld) return;
      set({ phase: 'waiting' });
      timer = setTimeout(() => void run(), delay);
    }

    async function run(): Promise<void> {
      const { info, image, asked } = get();
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
          await client.setImage(image.key, image.pixelsFor(info.imageSize), { signal });
          imageInWorker = image.key;
          if (!current()) return;
        }
        const { asked: wire, columns } = onWire(asked);
        const reply = await client.explain(
          { imageKey: image.key, asked: wire },
          {
            signal,
            onAnswers: (answers) => {
              if (current()) set({ answers, phase: 'explaining' });
            },
          },
        );
        if (!current()) return;
        // An error that came up meanwhile, e.g. of an upload, has not been read yet.
        const error = get().error === formerError ? undefined : get().error;
        const shown = { reply: marked(reply, isOutsideDomain({ image, info })), image, asked, columns };
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
      asked: NOTHING_ASKED,
      source: {},
      isHeld: false,
      phase: 'idle',
      answers: undefined,
      shown: undefined,
      example: undefined,
      error: undefined,
      notice: undefined,
      details: undefined,

      showExample(example) {
        const { info, image, asked, shown } = get();
        const { document } = example;
        const isWanted = asked.question === '' || isAbout(example, get());
        if (shown || !isWanted || (info && info.sha256 !== document.model.sha256)) return;
        const seen = image ?? example.image;
        set({
          example,
          ...fromElsewhere(document, seen, example.asked),
          image: seen,
          asked: { ...asked, question: document.question },
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
          set({ info, asked: servedBy(info, get().asked), load: { phase: 'ready' } });
          rerun(0);
        } catch (error) {
          if (isAbort(error)) return;
          set({ load: { phase: 'failed', message: remember(tell(error)).message } });
        }
      },

      async useModel(source) {
        const { source: before, asked } = get();
        generation++;
        running?.abort();
        clearTimeout(timer);
        set({
          ...NOTHING,
          ...LOADING,
          // What was chosen makes sense for the model that it was chosen for only.
          asked: { ...NOTHING_ASKED, question: asked.question, methods: asked.methods },
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
          get().notify(load.message);
        }
        return false;
      },

      hold(isHeld) {
        set({ isHeld });
        if (!isHeld) rerun(0);
      },

      ask(asked, image) {
        set({ asked, ...(image ? { image, error: undefined } : {}) });
        if (image) redraw(image);
        rerun(0);
      },

      again: () => rerun(0),

      setChoices(choices) {
        change({ choices, target: {} });
        rerun(0);
      },

      setQuestion(given, when = 'debounced') {
        const question = withinLimit(given);
        if (question.length < given.length) get().notify(TOO_LONG);
        if (question === get().asked.question) return;
        change({ question, target: {} });
        rerun(when === 'now' ? 0 : debounceMs);
      },

      setImage(image, question = get().asked.question) {
        set({ image, error: undefined });
        change({ question, target: {} });
        redraw(image);
        rerun(0);
      },

      editImage(image) {
        set({ image });
        rerun(0);
      },

      explainAnswer(answer) {
        const { versus } = get().asked.target;
        get().setTarget({
          ...(answer === undefined ? {} : { answer }),
          ...(versus && versus !== answer ? { versus } : {}),
        });
      },

      explainRather(versus) {
        const { asked, answers } = get();
        const answer = asked.target.answer ?? answers?.answers[0]?.text;
        if (answer === undefined || answer === versus) return;
        get().setTarget(versus === undefined ? { answer } : { answer, versus });
      },

      setTarget(target) {
        change({ target });
        rerun(0);
      },

      setMethod(panel, method) {
        const [left, right] = get().asked.methods;
        change({ methods: panel === 0 ? [method, right] : [left, method] });
        rerun(0);
      },

      setStartLayer(startLayer) {
        if (startLayer === get().asked.startLayer) return;
        change({ startLayer });
        rerun(debounceMs);
      },

      reportError: (error) =>
        set({ error: typeof error === 'string' ? error : remember(tell(error)).message }),
      notify: (error) => set({ notice: typeof error === 'string' ? error : remember(tell(error)).message }),
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

/** An answer about a picture of a kind that the model never saw says so wherever it goes. */
const marked = (reply: ExplanationReply, isGuess: boolean): ExplanationReply =>
  isGuess ? { ...reply, document: { ...reply.document, guess: true } } : reply;

const LOADING = { load: { phase: 'loading', stage: 'runtime', loaded: 0, total: 0 } } as const;

const TOO_LONG = `A question has at most ${MAX_QUESTION} letters, far more than a model reads: what came behind them is left out.`;

const NOTHING = { answers: undefined, shown: undefined, example: undefined } as const;
