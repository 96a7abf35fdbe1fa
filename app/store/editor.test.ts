import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { decodeAtlas, SAMPLES } from '../../src/scene';
import { moveBy, remove } from '../editor/edits';
import { createEditor, type EditorStore } from './editor';
import { createPlayground, type PlaygroundStore } from './playground';
import { createManualClient, imageNamed, type ManualClient } from './testing/manualClient';

const read = (name: string) => readFileSync(new URL(`../../public/atlas/${name}`, import.meta.url));
const atlas = decodeAtlas(
  JSON.parse(read('stickers.json').toString()),
  new Uint8Array(gunzipSync(read('stickers.bin'))),
);
const { scene } = SAMPLES[0]!;
const settled = () => new Promise((resolve) => setTimeout(resolve, 5));

let client: ManualClient;
let playground: PlaygroundStore;
let editor: EditorStore;

beforeEach(async () => {
  client = createManualClient();
  playground = createPlayground({
    client,
    loadRequest: { modelUrl: '', runtimeUrl: '', backend: 'auto' },
    debounceMs: 0,
  });
  editor = createEditor({ playground, scenes: { atlas: async () => atlas }, randomSeed: () => 5 });
  await playground.getState().start();
  playground.getState().setImage(imageNamed('a'), 'what is it');
  await settled();
  client.explains[0]!.finish();
  await settled();
  await editor.getState().open(scene);
});

describe('the scene editor', () => {
  it('draws each change at once and undoes step by step', () => {
    const { apply, undo, redo } = editor.getState();
    const first = editor.getState().picture;
    const moved = moveBy(scene, 0, 0.1, 0);
    apply(moved);
    expect(editor.getState().picture).not.toBe(first);
    apply(remove(moved, 1));
    undo();
    expect(editor.getState().scene).toBe(moved);
    undo();
    expect(editor.getState().scene).toBe(scene);
    undo();
    redo();
    expect(editor.getState().scene).toBe(moved);
  });

  it('undoes a drag as one step, and two drags as two', () => {
    const { apply, settle, undo } = editor.getState();
    let now = scene;
    for (let i = 0; i < 5; i++) apply((now = moveBy(now, 0, 0.01, 0)), 'move 0');
    settle();
    const between = now;
    for (let i = 0; i < 5; i++) apply((now = moveBy(now, 0, 0.01, 0)), 'move 0');
    undo();
    expect(editor.getState().scene).toBe(between);
    undo();
    expect(editor.getState().scene).toBe(scene);
  });

  it('gives the model the newest scene when it is free, and none of those between', async () => {
    await settled();
    const before = client.explains.length;
    let now = scene;
    for (let i = 0; i < 9; i++) editor.getState().apply((now = moveBy(now, 0, 0.01, 0)), 'move 0');
    await settled();
    expect(client.explains).toHaveLength(before);
    client.explains[before - 1]!.finish();
    await vi.waitFor(() => expect(client.explains).toHaveLength(before + 1));
    expect(playground.getState().image?.scene).toBe(now);
  });

  it('keeps the answer that somebody chose to have explained', async () => {
    client.explains.at(-1)!.finish();
    await settled();
    playground.getState().explainAnswer('dog');
    await settled();
    client.explains.at(-1)!.finish();
    await settled();
    editor.getState().apply(moveBy(scene, 0, 0.1, 0));
    await settled();
    expect(client.explains.at(-1)!.request.asked.target.answer).toBe('dog');
  });

  it('closes when another picture is chosen, and keeps the edited scene', () => {
    const edited = moveBy(scene, 0, 0.1, 0);
    editor.getState().apply(edited);
    playground.getState().setImage(imageNamed('b'));
    expect(editor.getState()).toMatchObject({ isOpen: false, scene: edited });
  });

  it('shuffles to another scene, which can be undone', async () => {
    await editor.getState().shuffle();
    expect(editor.getState().scene).not.toBe(scene);
    editor.getState().undo();
    expect(editor.getState().scene).toBe(scene);
  });
});
