import { describe, expect, it } from 'vitest';
import { CLASSES, MAX_STICKERS, parseScene, SAMPLES } from '../../src/scene';
import * as edits from './edits';

const { scene } = SAMPLES[0]!;
/** The format's own reader is the judge of what an edit may produce. */
const isWellFormed = (edited: typeof scene) => expect(parseScene(edited)).toEqual(edited);

describe('edits of a scene', () => {
  it('stay inside the picture, however far one drags', () => {
    const edited = edits.moveBy(scene, 2, 7, -7);
    expect(edited.stickers[2]).toMatchObject({ x: 1, y: 0 });
    isWellFormed(edited);
  });

  it('keep sizes and angles within what the format allows', () => {
    for (const size of [-1, 0, 99]) isWellFormed(edits.resizeTo(scene, 0, size));
    for (const angle of [-540, -181, 180, 181, 359.6, 720]) isWellFormed(edits.rotateTo(scene, 0, angle));
    expect(edits.rotateTo(scene, 0, 190).stickers[0]!.rotation).toBe(-170);
  });

  it('leave the scene that they start from alone', () => {
    const before = JSON.stringify(scene);
    edits.flip(edits.moveBy(scene, 0, 0.1, 0.1), 0);
    edits.reorder(scene, 0, 2);
    edits.remove(scene, 0);
    expect(JSON.stringify(scene)).toBe(before);
  });

  it('put in every class with a colour that it comes in, up to the most a scene may hold', () => {
    for (const { kind } of CLASSES) isWellFormed(edits.add(scene, kind));
    let full = scene;
    for (let i = 0; i < MAX_STICKERS + 3; i++) full = edits.add(full, 'heart');
    expect(full.stickers).toHaveLength(MAX_STICKERS);
    expect(edits.isFull(full)).toBe(true);
    isWellFormed(full);
  });

  it('put the first sticker of an empty scene anywhere inside', () => {
    isWellFormed(edits.add({ ...scene, stickers: [] }, 'dog'));
  });

  it('move stickers in the pile and say where they are now', () => {
    const kinds = (edited: typeof scene) => edited.stickers.map(({ kind }) => kind);
    const up = edits.reorder(scene, 0, 1);
    expect(up.index).toBe(1);
    expect(kinds(up.scene).slice(0, 2)).toEqual([scene.stickers[1]!.kind, scene.stickers[0]!.kind]);
    const last = scene.stickers.length - 1;
    expect(edits.reorder(scene, last, 1)).toEqual({ scene, index: last });
  });
});
