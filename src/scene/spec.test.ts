import { describe, expect, it } from 'vitest';
import { generateScene } from './generate';
import { MAX_STICKERS, parseScene, SceneError } from './spec';

const sticker = { kind: 'dog', x: 0.5, y: 0.5, size: 0.3, rotation: 0, flip: false, brightness: 1 };
const scene = (stickers: unknown[], more: object = {}) => ({
  version: 1,
  background: { kind: 'grass', seed: 1 },
  stickers,
  ...more,
});

describe('parseScene', () => {
  it('reads back every generated scene unchanged', () => {
    for (let seed = 0; seed < 50; seed++) {
      const made = generateScene(seed, 'train');
      expect(parseScene(JSON.parse(JSON.stringify(made)))).toEqual(made);
    }
  });

  it.each([
    ['nothing', null, 'scene'],
    ['a list', [], 'scene.version'],
    ['another version', scene([], { version: 2 }), 'scene.version'],
    [
      'a background that is none',
      scene([], { background: { kind: 'lava', seed: 1 } }),
      'scene.background.kind',
    ],
    ['a fractional seed', scene([], { background: { kind: 'sky', seed: 1.5 } }), 'scene.background.seed'],
    ['a field too many', scene([], { extra: 1 }), 'scene.extra'],
    ['an unknown class', scene([{ ...sticker, kind: 'gremlin' }]), 'scene.stickers[0].kind'],
    [
      'a class called like an object member',
      scene([{ ...sticker, kind: 'constructor' }]),
      'scene.stickers[0].kind',
    ],
    ['NaN', scene([sticker, { ...sticker, x: NaN }]), 'scene.stickers[1].x'],
    ['infinity', scene([{ ...sticker, size: Infinity }]), 'scene.stickers[0].size'],
    ['a size of nothing', scene([{ ...sticker, size: 0 }]), 'scene.stickers[0].size'],
    ['a number as text', scene([{ ...sticker, y: '0.5' }]), 'scene.stickers[0].y'],
    ['half a degree', scene([{ ...sticker, rotation: 0.5 }]), 'scene.stickers[0].rotation'],
    ['a colour for a class without', scene([{ ...sticker, colour: 'red' }]), 'scene.stickers[0].colour'],
    ['a class of colours without one', scene([{ ...sticker, kind: 'heart' }]), 'scene.stickers[0].colour'],
    [
      'a colour the class lacks',
      scene([{ ...sticker, kind: 'apple', colour: 'blue' }]),
      'scene.stickers[0].colour',
    ],
    ['too many stickers', scene(Array(MAX_STICKERS + 1).fill(sticker)), 'scene.stickers'],
    ['an endless list', scene(Array(5_000_000)), 'scene.stickers'],
    ['stickers that are no list', scene([], { stickers: { length: 1 } }), 'scene.stickers'],
  ])('refuses %s and names the place', (_, input, path) => {
    let message = '';
    try {
      parseScene(input);
    } catch (error) {
      expect(error).toBeInstanceOf(SceneError);
      message = (error as Error).message;
    }
    expect(message.startsWith(`${path}:`), message).toBe(true);
    expect(message.length).toBeLessThan(300);
  });

  it('does not pass on prototypes or members that were slipped in', () => {
    const input: unknown = JSON.parse(
      '{"version":1,"background":{"kind":"sky","seed":0},"stickers":[],"__proto__":{"polluted":true}}',
    );
    let result: object = {};
    try {
      result = parseScene(input);
    } catch (error) {
      expect(error).toBeInstanceOf(SceneError);
    }
    expect('polluted' in result).toBe(false);
    expect('polluted' in {}).toBe(false);
  });
});
