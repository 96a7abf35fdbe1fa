/** Reads what a caption states in the words of sticker scenes, and whether it is so. */
import { BACKGROUNDS } from './backgrounds';
import { CLASSES, COLOURS, colourOf, type Colour } from './classes';
import { NUMBERS } from './nouns';
import { DIRECTIONS, isClearly, PLACES, type Direction } from './space';
import type { Scene, Sticker } from './spec';
import type { WordRole } from './telling';

/** One content word of a caption, held against a scene. */
export interface Claim {
  readonly role: WordRole;
  readonly text: string;
  /** Which word of the caption it is, commas counted. */
  readonly word: number;
  readonly right: boolean;
}

/** Every spelling of a class, by its words joined by a space. */
const KINDS: ReadonlyMap<string, string> = new Map(
  CLASSES.flatMap(({ kind, plural, synonyms }) =>
    [kind, plural, ...synonyms.flat()].map((name) => [name, kind] as const),
  ),
);
const PLACE_WORDS: readonly string[] = [...new Set(PLACES.flatMap((place) => place.split(' ')))];
/** Words that state nothing by themselves. */
const PLAIN = new Set([',', '.', 'and', 'the', 'to', 'of', 'on', 'in', 'at', 'nothing']);

/** A thing that was named: its class, colour, and the stickers that fit both. */
interface Named {
  readonly key: string;
  readonly fitting: readonly Sticker[];
}

/** The words of a caption in lower case; a comma is one. */
export const captionWords = (text: string): string[] =>
  text.toLowerCase().match(/[\p{L}\p{N}]+|[^\s\p{L}\p{N}]/gu) ?? [];

/**
 * What the words of a caption state, in their order. An object is right when one of its class is there, a colour when one
 * of the class has it, a number when it is that of all that fit class and colour and they are named once, a place when
 * one that fits lies in that ninth of the picture, a relation when two that fit lie clearly so, the background when it is
 * it. A word that sticker scenes have no use for counts as an object that is not there.
 */
export function claimsOf(text: string, scene: Scene): Claim[] {
  return new CaptionReader(captionWords(text), scene).read();
}

class CaptionReader {
  private readonly claims: Claim[] = [];
  private readonly told = new Set<string>();
  private last: Named | undefined;
  private relation:
    { readonly direction: Direction; readonly subject: Named; readonly word: number } | undefined;
  private number: number | undefined;
  private colour: number | undefined;

  constructor(
    private readonly words: readonly string[],
    private readonly scene: Scene,
  ) {}

  read(): Claim[] {
    for (let word = 0; word < this.words.length;) word += this.take(word);
    return this.claims.sort((a, b) => a.word - b.word);
  }

  /** Reads on from a word; returns how many words were taken. */
  private take(at: number): number {
    const word = this.words[at]!;
    const pair = `${word} ${this.words[at + 1] ?? ''}`;
    for (const [name, length] of [
      [pair, 2],
      [word, 1],
    ] as const) {
      const kind = KINDS.get(name);
      if (kind === undefined) continue;
      this.name(kind, at, length);
      return length;
    }
    if (numberOf(word) !== undefined) this.number = at;
    else if (isOneOf(COLOURS, word)) this.colour = at;
    else if (word === 'above' || word === 'below' || (pair.endsWith(' of') && isOneOf(DIRECTIONS, word)))
      this.relate(word, at);
    else if (PLACE_WORDS.includes(word)) return this.place(at);
    else if (isOneOf(BACKGROUNDS, word)) this.claim('background', at, this.scene.background.kind === word);
    else if (!PLAIN.has(word)) this.claim('object', at, false);
    return 1;
  }

  private claim(role: WordRole, word: number, right: boolean): void {
    this.claims.push({ role, text: this.words[word]!, word, right });
  }

  private name(kind: string, at: number, length: number): void {
    const ofKind = this.scene.stickers.filter((sticker) => sticker.kind === kind);
    const colour = this.colour === undefined ? undefined : (this.words[this.colour]! as Colour);
    const fitting = ofKind.filter((sticker) => colour === undefined || colourOf(sticker) === colour);
    const named = { key: `${kind} ${colour ?? ''}`, fitting };
    if (this.number !== undefined) {
      const told = numberOf(this.words[this.number]!);
      this.claim('number', this.number, fitting.length === told && !this.told.has(named.key));
    }
    if (this.colour !== undefined) this.claim('colour', this.colour, fitting.length > 0);
    for (let word = at; word < at + length; word++) this.claim('object', word, ofKind.length > 0);
    if (this.relation) {
      const { direction, subject, word } = this.relation;
      const holds = subject.fitting.some((one) =>
        fitting.some((other) => one !== other && isClearly(one, other, direction)),
      );
      this.claim('relation', word, holds);
    }
    this.told.add(named.key);
    this.last = named;
    [this.number, this.colour, this.relation] = [undefined, undefined, undefined];
  }

  private relate(direction: Direction, word: number): void {
    if (this.last) this.relation = { direction, subject: this.last, word };
    else this.claim('relation', word, false);
  }

  /** One or two words of place, of what was named last. */
  private place(at: number): number {
    const both = isOneOf(PLACES, `${this.words[at]} ${this.words[at + 1] ?? ''}`);
    const words = this.words.slice(at, at + (both ? 2 : 1));
    const holds = this.last?.fitting.some((sticker) => ninthOf(sticker) === words.join(' ')) ?? false;
    words.forEach((_, n) => this.claim('place', at + n, holds));
    return words.length;
  }
}

const isOneOf = <T extends string>(known: readonly T[], word: string): word is T =>
  (known as readonly string[]).includes(word);

/** "a" and "an" say that there is one. */
function numberOf(word: string): number | undefined {
  const number = NUMBERS.indexOf(word === 'an' ? 'a' : word);
  return number > 0 ? number : undefined;
}

/** The ninth of the picture that a sticker's centre lies in, however close to its border. */
function ninthOf({ x, y }: Sticker): string {
  const third = (value: number) => Math.min(2, Math.max(0, Math.floor(value * 3)));
  return PLACES[third(y) * 3 + third(x)]!;
}
