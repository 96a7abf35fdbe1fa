import { beforeEach, describe, expect, it } from 'vitest';
import { SAMPLES } from '../../src/scene';
import type { PageImage } from '../image/pageImage';
import type { Truth } from '../image/truth';
import { DEFAULT_METHODS } from '../../src/ask/defaults';
import { createPlayground, type PlaygroundStore } from './playground';
import type { Shown } from './shown';
import { createManualClient, imageNamed, shownOf } from './testing/manualClient';
import { createTruth, type TruthStore } from './truth';

interface Search {
  readonly question: string;
  readonly signal: AbortSignal | undefined;
  find(truth: Truth | undefined): void;
}

let playground: PlaygroundStore;
let truth: TruthStore;
let searches: Search[];
const settled = () => new Promise((resolve) => setTimeout(resolve, 0));

const scene: PageImage = {
  ...imageNamed('scene'),
  scene: SAMPLES[0]!.scene,
  // Two stickers on a grid of four patches; they overlap in the second.
  coverage: () => [Float32Array.of(1, 0.7, 0, 0), Float32Array.of(0, 0.6, 0.2, 0)],
};

function show(question: string, image: PageImage = scene): Shown {
  const shown = shownOf({ question, target: {}, methods: DEFAULT_METHODS }, image);
  playground.setState({ shown });
  return shown;
}

beforeEach(() => {
  const client = createManualClient();
  playground = createPlayground({
    client,
    loadRequest: { modelUrl: '', runtimeUrl: '', backend: 'auto' },
  });
  searches = [];
  truth = createTruth(playground, {
    truth: (_, question, signal) =>
      new Promise((find) => {
        searches.push({ question, signal, find });
      }),
  });
});

describe('the truth of what is on show', () => {
  it('joins the justifying stickers, and no patch is covered more than wholly', async () => {
    const shown = show('what is there');
    expect(truth.getState().of(shown)).toBeUndefined();
    searches[0]!.find({ answer: 'dog', objects: [0, 1] });
    await settled();
    const found = truth.getState().of(shown);
    expect(found?.kind).toBe('known');
    const coverage = found?.kind === 'known' ? [...found.coverage] : [];
    [1, 1, 0.2, 0].forEach((share, patch) => expect(coverage[patch]).toBeCloseTo(share, 6));
  });

  it('ends a search when the question changes, and drops what it finds all the same', async () => {
    const first = show('first');
    const second = show('second');
    expect(searches[0]!.signal?.aborted).toBe(true);
    searches[0]!.find({ answer: 'cat', objects: [] });
    searches[1]!.find(undefined);
    await settled();
    expect(truth.getState().of(first)).toBeUndefined();
    expect(truth.getState().of(second)).toEqual({ kind: 'unknown-question' });
  });

  it('is looked for once a question', async () => {
    show('what is there');
    searches[0]!.find({ answer: 'nothing', objects: [] });
    await settled();
    const again = show('what is there');
    expect(searches).toHaveLength(1);
    expect(truth.getState().of(again)?.kind).toBe('no-objects');
  });

  it('is not asked for of photographs', async () => {
    const shown = show('what is there', imageNamed('photo'));
    await settled();
    expect(searches).toHaveLength(0);
    expect(truth.getState().of(shown)).toEqual({ kind: 'photograph' });
  });
});
