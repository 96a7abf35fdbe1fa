/** Mutated bytes for property tests. */
import fc from 'fast-check';

/** A few edits at random places: bytes changed, removed, doubled. */
export const edits = fc.array(
  fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
    kind: fc.constantFrom('change', 'remove', 'insert', 'cut'),
    value: fc.integer({ min: 0, max: 255 }),
  }),
  { minLength: 1, maxLength: 4 },
);
export type Edits = typeof edits extends fc.Arbitrary<infer T> ? T : never;

/** The bytes with the edits made, one after the other. */
export function mutate(bytes: Uint8Array, list: Edits): Uint8Array {
  let result = Uint8Array.from(bytes);
  for (const { at, kind, value } of list) {
    const place = Math.floor(at * result.length);
    const [before, after] = [result.subarray(0, place), result.subarray(place)];
    if (kind === 'change' && after.length > 0) result[place] = value;
    else if (kind === 'remove') result = Uint8Array.from(Buffer.concat([before, after.subarray(1)]));
    else if (kind === 'insert')
      result = Uint8Array.from(Buffer.concat([before, Uint8Array.of(value), after]));
    else if (kind === 'cut' && at > 0.8) result = before.slice();
  }
  return result;
}
