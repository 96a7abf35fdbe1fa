import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { withVersions, type BlockPlace } from '../../src/anatomy';
import { blockNear, lanesOf, layOut, type MapLayout, type MapModel } from './modelMap';

const block = (query: string, key: string, together?: string): BlockPlace => ({
  kind: 'any',
  section: '',
  layer: 0,
  heads: 1,
  query,
  key,
  depth: null,
  ...(together === undefined ? {} : { together }),
});

const named = (...ids: string[]) => ids.map((id) => ({ id, label: id.toUpperCase() }));
const modelOf = (places: BlockPlace[], ...ids: string[]): MapModel => ({
  blocks: withVersions(places),
  streams: named(...ids),
});

/** Two towers, then two layers in which both read each other at once. */
const TOWERS = [block('image', 'image'), block('image', 'image'), block('text', 'text')];
const layer = (name: string) => [block('text', 'image', name), block('image', 'text', name)];
const MAPPER = modelOf([...TOWERS, ...layer('one'), ...layer('two')], 'image', 'text');

const xs = ({ dots }: MapLayout) => dots.map(({ x }) => x);
const laneAt = ({ lanes }: MapLayout, id: string) => lanes.find((lane) => lane.id === id)!;

describe('layOut', () => {
  it('draws a lane a stream, from its first block to the last that makes or reads it', () => {
    const map = layOut(MAPPER, 268);
    expect(map.lanes.map(({ label }) => label.text)).toEqual(['IMAGE', 'TEXT']);
    const x = xs(map);
    expect(laneAt(map, 'image')).toMatchObject({ from: x[0], to: x[6] });
    expect(laneAt(map, 'text')).toMatchObject({ from: x[2], to: x[5] });
    expect(map.lanes[1]!.y).toBeGreaterThan(map.lanes[0]!.y);
  });

  it('leaves out streams that no block touches, and puts those that nobody described last', () => {
    const model = modelOf([block('text', 'text'), block('probe', 'image')], 'image', 'sound', 'text');
    expect(lanesOf(model).map(({ id }) => id)).toEqual(['image', 'text', 'probe']);
    expect(layOut(model, 268).lanes.map(({ label }) => label.text)).toEqual(['IMAGE', 'TEXT', 'probe']);
  });

  it('marks the streams that the answer is read from, and the blocks that are not followed', () => {
    const map = layOut({ ...MAPPER, outs: ['text'], hollow: new Set([0, 6]) }, 268);
    expect(map.lanes.map(({ isOut }) => isOut)).toEqual([false, true]);
    expect(map.dots.flatMap(({ isHollow }, n) => (isHollow ? [n] : []))).toEqual([0, 6]);
  });

  it('lets both arcs of a layer leave before either block', () => {
    const map = layOut(MAPPER, 268);
    const x = xs(map);
    expect(map.arcs.map((arc) => arc.block)).toEqual([3, 4, 5, 6]);
    for (const arc of map.arcs.slice(0, 2)) expect(arc.from.x).toBeLessThan(x[3]!);
    for (const arc of map.arcs.slice(2)) {
      expect(arc.from.x).toBeLessThan(x[5]!);
      expect(arc.from.x).toBeGreaterThanOrEqual(x[4]!);
    }
  });

  it('says what stands under a block there, in lines that do not touch, and makes room for them', () => {
    const plain = layOut(MAPPER, 268);
    const notes = [
      { block: 0, text: 'read by convolutions' },
      { block: 1, text: 'windows from here on' },
      { block: 2, text: 'words' },
    ];
    const map = layOut(MAPPER, 268, notes);
    const [first, second, word] = map.notes;
    expect(second!.y).toBeGreaterThan(first!.y + 11);
    expect([first!.x, word!.x]).toEqual([map.dots[0]!.x, map.dots[2]!.x]);
    // Words of the upper lane end above the label of the lower one.
    expect(second!.y).toBeLessThan(map.lanes[1]!.label.y - 11);
    expect(word!.y).toBeLessThan(map.height + 11);
    expect(map.height).toBeGreaterThan(plain.height);
    expect(layOut(MAPPER, 268, [{ block: 99, text: 'of no block' }]).notes).toEqual([]);
  });

  it('has nothing to draw of a model without blocks', () => {
    expect(layOut(modelOf([], 'image'), 268)).toMatchObject({ height: 0, lanes: [], dots: [], arcs: [] });
  });

  it('keeps sixty blocks apart, each large enough to be seen', () => {
    const map = layOut(
      modelOf(
        Array.from({ length: 60 }, () => block('text', 'text')),
        'text',
      ),
      268,
    );
    expect(map.radius).toBeGreaterThanOrEqual(1.25);
    expect(map.step - 2 * map.radius).toBeGreaterThanOrEqual(1);
  });

  it('cuts a name that is wider than the map', () => {
    const long = { ...MAPPER, streams: [{ id: 'image', label: 'Picture, 56 × 56 patches, '.repeat(9) }] };
    const { text } = layOut(long, 268).lanes[0]!.label;
    expect(text).toMatch(/^Picture, 56 × 56 patches.*…$/);
    expect(text.length * 5).toBeLessThan(268);
  });

  const stream = fc.constantFrom('image', 'text', 'probe', 'answer');
  const places = fc
    .array(fc.tuple(stream, stream, fc.boolean()), { minLength: 1, maxLength: 80 })
    .map((all) =>
      all.flatMap(([query, key, both], n) =>
        both && query !== key
          ? [block(query, key, String(n)), block(key, query, String(n))]
          : [block(query, key)],
      ),
    );

  it('keeps order, distance and truth, whatever the model', () => {
    fc.assert(
      fc.property(places, fc.integer({ min: 240, max: 720 }), (drafts, width) => {
        const model = modelOf(drafts, 'image', 'text', 'probe');
        const map = layOut(model, width);
        const x = xs(map);
        expect(x).toHaveLength(drafts.length);
        // Time goes to the right, dots never touch, and all is on the map.
        x.slice(1).forEach((at, n) => expect(at - x[n]!).toBeGreaterThan(2 * map.radius));
        expect(x[0]! - map.radius).toBeGreaterThanOrEqual(0);
        expect(x.at(-1)! + map.radius).toBeLessThanOrEqual(width);
        // Each dot lies on its lane, between its ends; lanes keep room for their names.
        map.dots.forEach((dot, n) => {
          const lane = laneAt(map, drafts[n]!.query);
          expect(dot.y).toBe(lane.y);
          expect(dot.x).toBeGreaterThanOrEqual(lane.from);
          expect(dot.x).toBeLessThanOrEqual(lane.to);
        });
        map.lanes.slice(1).forEach((lane, n) => expect(lane.y - map.lanes[n]!.y).toBeGreaterThan(30));
        expect(map.height).toBeGreaterThan(map.lanes.at(-1)!.y + map.radius);
        // An arc for each block that reads another stream, from the very state that it reads.
        const reading = drafts.flatMap(({ query, key }, n) => (query === key ? [] : [n]));
        expect(map.arcs.map((arc) => arc.block)).toEqual(reading);
        for (const { block: n, from, to, path } of map.arcs) {
          const { key, keyVersion } = model.blocks[n]!;
          const lane = laneAt(map, key);
          expect(from.y).toBe(lane.y);
          expect(from.x).toBeGreaterThanOrEqual(lane.from);
          expect(from.x).toBeLessThan(x[n]!);
          expect(to).toEqual({ x: x[n], y: map.dots[n]!.y });
          expect(path.startsWith(`M${from.x} ${from.y}C`) && path.endsWith(` ${to.x} ${to.y}`)).toBe(true);
          const makers = drafts.flatMap(({ query }, m) => (query === key ? [m] : []));
          for (const m of makers)
            if (m <= keyVersion) expect(x[m]!).toBeLessThanOrEqual(from.x + 1e-9);
            else if (m < n) expect(x[m]!).toBeGreaterThan(from.x);
        }
      }),
      { seed: 29, numRuns: 150 },
    );
  });
});

describe('blockNear', () => {
  const map = layOut(MAPPER, 268);

  it('finds each block at its own dot, and at the ends the first and the last', () => {
    expect(xs(map).map((x) => blockNear(map, x))).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect([blockNear(map, -50), blockNear(map, 999)]).toEqual([0, 6]);
  });

  it('finds nothing where there is nothing', () => expect(blockNear({ dots: [] }, 10)).toBeUndefined());
});
