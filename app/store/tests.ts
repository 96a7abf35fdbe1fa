/**
 * Perturbation curves of the explanation on show: what is removed, what the model then says. Points are kept as they
 * arrive; a new explanation ends a running test and clears what belonged to the old one.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { AskedMethod } from '../../src/ask';
import type { ExplainClient } from '../../workers/client';
import type { Modality, PerturbReply } from '../../workers/protocol';
import { onWire } from './asked';
import { isAbort, sentenceOf } from './errors';
import type { PlaygroundStore } from './playground';

export type Direction = PerturbReply['direction'];

export interface CurvePoint {
  readonly fraction: number;
  readonly score: number;
  readonly answer: string;
}

export interface Curve {
  readonly method: string;
  /** For methods that have one: two weighted maps are two curves. */
  readonly importance: string | undefined;
  readonly direction: Direction;
  /** In order of the removed fraction. */
  readonly points: readonly CurvePoint[];
  /** Area under the curve, once it is complete. */
  readonly auc: number | undefined;
}

export interface TestRun {
  readonly phase: 'running' | 'done' | 'stopped' | 'failed';
  readonly curves: readonly Curve[];
  readonly error?: string;
}

export interface TestsState {
  readonly modality: Modality;
  readonly direction: Direction;
  /** Removed fraction that is looked at, 0…1. */
  readonly fraction: number;
  readonly runs: Readonly<Partial<Record<Modality, TestRun>>>;
}

export interface TestsActions {
  run(): Promise<void>;
  stop(): void;
  setModality(modality: Modality): void;
  setDirection(direction: Direction): void;
  setFraction(fraction: number): void;
}

export type TestsStore = StoreApi<TestsState & TestsActions>;

const RANDOM: AskedMethod = { id: 'random' };

export function createTests(client: ExplainClient, playground: PlaygroundStore): TestsStore {
  let running: AbortController | undefined;

  const store: TestsStore = createStore((set, get) => {
    const update = (modality: Modality, change: (run: TestRun) => TestRun) => {
      const { runs } = get();
      const before = runs[modality] ?? { phase: 'running', curves: [] };
      set({ runs: { ...runs, [modality]: change(before) } });
    };

    return {
      modality: 'image',
      direction: 'positive',
      fraction: 0,
      runs: {},

      async run() {
        const { shown, example } = playground.getState();
        if (!shown || example) return;
        running?.abort();
        const controller = new AbortController();
        running = controller;
        const { modality } = get();
        const { methods } = onWire(shown.asked).asked;
        set({ runs: { ...get().runs, [modality]: { phase: 'running', curves: [] } } });
        try {
          await client.perturb(
            { modality, methods: methods.some(({ id }) => id === 'random') ? methods : [...methods, RANDOM] },
            {
              signal: controller.signal,
              onPoint: (reply) => {
                if (controller.signal.aborted) return;
                update(modality, (run) => ({ ...run, curves: withPoint(run.curves, reply) }));
              },
            },
          );
          if (controller.signal.aborted) return;
          update(modality, (run) => ({ ...run, phase: 'done' }));
        } catch (error) {
          if (controller !== running) return;
          if (isAbort(error)) return update(modality, (run) => ({ ...run, phase: 'stopped' }));
          update(modality, (run) => ({ ...run, phase: 'failed', error: sentenceOf(error) }));
        }
      },

      stop: () => running?.abort(),

      setModality: (modality) => set({ modality }),
      setDirection: (direction) => set({ direction }),
      setFraction: (fraction) => set({ fraction }),
    };
  });

  playground.subscribe(({ shown, phase }, before) => {
    // A new question waits in the same queue as the test, so the test gives way at once.
    if (phase !== before.phase && phase !== 'idle') running?.abort();
    if (shown !== before.shown) store.setState({ runs: {}, fraction: 0 });
  });

  return store;
}

/** Adds a point to its curve, in order of the fraction; the curve begins with its first point. */
export function withPoint(curves: readonly Curve[], reply: PerturbReply): readonly Curve[] {
  const { method, importance, direction, fraction, score, answer, auc } = reply;
  const at = curves.findIndex(
    (curve) => curve.method === method && curve.importance === importance && curve.direction === direction,
  );
  const before = curves[at] ?? { points: [], auc: undefined };
  const others = before.points.filter((point) => point.fraction !== fraction);
  const points = [...others, { fraction, score, answer }].sort((a, b) => a.fraction - b.fraction);
  const curve: Curve = { method, importance, direction, points, auc: auc ?? before.auc };
  return at < 0 ? [...curves, curve] : curves.map((other, i) => (i === at ? curve : other));
}
