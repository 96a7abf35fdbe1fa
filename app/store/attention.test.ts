import { beforeEach, describe, expect, it } from 'vitest';
import { createAttention, type AttentionStore } from './attention';
import { DEFAULT_METHODS } from '../../src/ask/defaults';
import { createPlayground, type PlaygroundStore } from './playground';
import type { Shown } from './shown';
import { createManualClient, shownOf, type ManualClient } from './testing/manualClient';

let client: ManualClient;
let playground: PlaygroundStore;
let attention: AttentionStore;
let close: () => void;

const settled = () => new Promise((resolve) => setTimeout(resolve, 0));
const reply = (block: number) =>
  ({ type: 'attention', id: 0, block, rows: 1, cols: 1, values: new Float32Array(1) }) as const;

/** An explanation of a zero-shot answer, whose text is the prompt of that answer. */
function prompted(answer: string): Shown {
  const shown = shownOf({ question: 'what is it', target: { answer }, methods: DEFAULT_METHODS });
  const tokens = ['<|startoftext|>', `a photo of a ${answer}`, '<|endoftext|>'];
  return { ...shown, reply: { ...shown.reply, document: { ...shown.reply.document, tokens } } };
}

beforeEach(() => {
  client = createManualClient();
  playground = createPlayground({ client, loadRequest: { modelUrl: '', runtimeUrl: '', backend: 'auto' } });
  attention = createAttention(client, playground);
  close = attention.getState().open();
});

describe('attention on show', () => {
  it('is fetched when somebody looks, and with each explanation from then on', async () => {
    playground.setState({ shown: prompted('cat') });
    expect(client.attentions).toHaveLength(0);
    attention.getState().look(3, 1);
    expect(client.attentions[0]!.request).toEqual({ block: 3, head: 1 });
    client.attentions[0]!.finish(reply(3));
    await settled();
    playground.setState({ shown: prompted('cat') });
    expect(client.attentions[1]!.request).toEqual({ block: 3, head: 1 });
  });

  it('is not fetched while nobody sees it, nor is what it was before shown again', async () => {
    playground.setState({ shown: prompted('cat') });
    attention.getState().look(3);
    client.attentions[0]!.finish(reply(3));
    await settled();
    close();
    const dog = prompted('dog');
    playground.setState({ shown: dog });
    await settled();
    expect(client.attentions).toHaveLength(1);
    expect(attention.getState().seen).toBeUndefined();
    attention.getState().open();
    expect(client.attentions[1]!.request).toEqual({ block: 3 });
    client.attentions[1]!.finish(reply(3));
    await settled();
    expect(attention.getState().seen?.shown).toBe(dog);
  });

  it('that is there already is not fetched again when it is opened', async () => {
    playground.setState({ shown: prompted('cat') });
    attention.getState().look(3);
    client.attentions[0]!.finish(reply(3));
    await settled();
    close();
    attention.getState().open();
    expect(client.attentions).toHaveLength(1);
  });

  it('stays with the explanation whose tokens it is about, until that of the next has come', async () => {
    const [cat, dog] = [prompted('cat'), prompted('dog')];
    playground.setState({ shown: cat });
    attention.getState().look(0);
    client.attentions[0]!.finish(reply(0));
    await settled();
    playground.setState({ shown: dog });
    await settled();
    expect(attention.getState().seen?.shown).toBe(cat);
    client.attentions[1]!.finish(reply(0));
    await settled();
    expect(attention.getState().seen?.shown).toBe(dog);
  });

  it('of an older explanation is dropped, also when it comes last', async () => {
    playground.setState({ shown: prompted('cat') });
    attention.getState().look(0);
    const dog = prompted('dog');
    playground.setState({ shown: dog });
    expect(client.attentions[0]!.signal?.aborted).toBe(true);
    client.attentions[1]!.finish(reply(0));
    await settled();
    client.attentions[0]!.finish(reply(0));
    await settled();
    expect(attention.getState().seen?.shown).toBe(dog);
  });

  it('looks from no word that another prompt has moved, and from the same patch', () => {
    playground.setState({ shown: prompted('cat') });
    attention.getState().setSource({ word: 1 });
    attention.getState().setSource({ patch: 2 });
    playground.setState({ shown: prompted('cat') });
    expect(attention.getState()).toMatchObject({ sourceWord: 1, sourcePatch: 2 });
    playground.setState({ shown: prompted('dog') });
    expect(attention.getState()).toMatchObject({ sourceWord: undefined, sourcePatch: 2 });
  });

  it('is not asked for of what this page did not compute, and that of before is not shown beside it', async () => {
    playground.setState({ shown: prompted('cat') });
    attention.getState().look(0);
    client.attentions[0]!.finish(reply(0));
    await settled();
    playground.setState({ shown: prompted('dog'), example: { mark: 'As in the link' } as never });
    expect(attention.getState().seen).toBeUndefined();
    expect(client.attentions).toHaveLength(1);
  });
});
