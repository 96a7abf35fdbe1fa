/** Facts of a map, such as the steps of a path: names with numbers or texts. */
import { text, type Codec } from './codec';
import type { MethodResult } from './document';
import { LinkError, unwritable } from './error';

type Facts = NonNullable<MethodResult['facts']>;

const MAX_FACTS = 32;
const name = text(60);
const sentence = text(400);
const IS_NUMBER = 0;
const IS_TEXT = 1;

/** In the order of their names, so that the same facts have one spelling. Numbers keep all their digits. */
export const facts: Codec<Facts> = {
  write(out, value) {
    const sorted = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    if (sorted.length > MAX_FACTS)
      throw unwritable(`${sorted.length} facts are too many (at most ${MAX_FACTS})`);
    out.whole(sorted.length);
    for (const [key, fact] of sorted) {
      name.write(out, key);
      out.byte(typeof fact === 'number' ? IS_NUMBER : IS_TEXT);
      if (typeof fact === 'number') out.double(fact);
      else sentence.write(out, fact);
    }
  },
  read(from) {
    const entries: [string, number | string][] = [];
    for (let left = from.whole(MAX_FACTS); left > 0; left--) {
      const key = name.read(from);
      const last = entries.at(-1);
      if (last && last[0] >= key) throw new LinkError('its facts are out of order');
      entries.push([key, from.whole(IS_TEXT) === IS_NUMBER ? from.double() : sentence.read(from)]);
    }
    return Object.fromEntries(entries);
  },
};
