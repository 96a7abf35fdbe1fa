import { beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_METHODS } from '../../src/ask/defaults';
import type { MethodPair } from './asked';
import { createPlayground, type PlaygroundStore } from './playground';
import { createReplay, type ReplayStore } from './replay';
import { createManualClient, shownOf, type ManualClient } from './testing/manualClient';

let client: ManualClient;
let playground: PlaygroundStore;
let replay: ReplayStore;

const settled = () => new Promise((resolve) => setTimeout(resolve, 0));
const STEPS = [{ image: [new Float32Array(4)], text: [new Float32Array(3)] }];
const shown = (methods: MethodPair = DEFAULT_METHODS) => shownOf({ question: 'what', target: {}, methods });

beforeEach(() => {
  client = createManualClient();
  playground = createPlayground({ client, loadRequest: { modelUrl: '', runtimeUrl: '', backend: 'auto' } });
  replay = createReplay(client, playground);
});

describe('the layer replay', () => {
  it('costs nothing until somebody looks, and is computed once then', async () => {
    for (let i = 0; i < 5; i++) playground.setState({ shown: shown() });
    expect(client.replays).toHaveLength(0);
    replay.getState().show(2);
    replay.getState().show(1);
    expect(client.replays.map(({ request }) => request)).toEqual([{ methods: [...DEFAULT_METHODS] }]);
    client.replays[0]!.finish(STEPS);
    await settled();
    replay.getState().show(0);
    expect(client.replays).toHaveLength(1);
    expect(replay.getState()).toMatchObject({ block: 0, replayed: { steps: STEPS } });
    expect(replay.getState().replayed?.of).toBe(playground.getState().shown);
  });

  it('of the finished map needs no computing', () => {
    playground.setState({ shown: shown() });
    replay.getState().show(undefined);
    expect(client.replays).toHaveLength(0);
  });

  it('asks once for a method that both panels show', () => {
    playground.setState({ shown: shown([{ id: 'equal' }, { id: 'equal' }]) });
    replay.getState().show(0);
    expect(client.replays[0]!.request.methods).toEqual([{ id: 'equal' }]);
  });

  it('ends with its explanation, and what it still brings is dropped', async () => {
    playground.setState({ shown: shown() });
    replay.getState().show(1);
    playground.setState({ shown: shown() });
    expect(client.replays[0]!.signal?.aborted).toBe(true);
    client.replays[0]!.finish(STEPS);
    await settled();
    expect(replay.getState()).toMatchObject({ block: undefined, replayed: undefined });
    replay.getState().show(1);
    expect(client.replays).toHaveLength(2);
  });

  it('that fails says why, goes back to the map itself, and can be tried again', async () => {
    playground.setState({ shown: shown() });
    replay.getState().show(1);
    client.replays[0]!.fail(new Error('The model stopped at this.'));
    await settled();
    expect(replay.getState()).toMatchObject({ block: undefined, error: 'The model stopped at this.' });
    replay.getState().show(1);
    client.replays[1]!.finish(STEPS);
    await settled();
    expect(replay.getState()).toMatchObject({ block: 1, error: undefined });
  });
});
