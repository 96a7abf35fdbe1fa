import { oneLine, plainText } from './bytes';
import { LinkError } from './error';
import { askedOf } from './asked';
import { lettersOf } from './codec';
import { EMPTY_LINK, MAX_LINK_ANSWER, MAX_LINK_QUESTION, type LinkState } from './fields';
import { withoutEnd } from './mend';

const MAX = { scene: 40, q: MAX_LINK_QUESTION, answer: MAX_LINK_ANSWER, versus: MAX_LINK_ANSWER } as const;
type Name = keyof typeof MAX;
const KIND = { scene: 'scene', q: 'question', answer: 'answer', versus: 'answer' } as const;

/**
 * The first form of links, which can also be written by hand: `scene=ID&q=QUESTION&answer=A&versus=B`, each part
 * optional. Undefined when none of them is there. Where a program has put a link in capitals, its names are read all the same,
 * and a scene's id is small again.
 * @throws LinkError when a part is too long or holds control characters
 */
export function readPlainLink(fragment: string): LinkState | undefined {
  const parts = new Map<string, string>();
  // As HTML spells an address, and as some programs then keep it.
  for (const part of fragment.replace(/&amp;/gi, '&').split('&', 16)) {
    const equals = part.indexOf('=');
    if (equals < 1) continue;
    const written = part.slice(0, equals);
    const name = written.toLowerCase();
    if (!Object.hasOwn(MAX, name) || parts.has(name)) continue;
    const value = decoded(part.slice(equals + 1), name as Name);
    parts.set(name, name === 'scene' && written !== name ? value.toLowerCase() : value);
  }
  if (parts.size === 0) return undefined;
  const scene = parts.get('scene');
  const answer = parts.get('answer');
  return {
    ...EMPTY_LINK,
    image: scene === undefined ? undefined : { kind: 'sample', id: scene },
    asked: askedOf({
      question: parts.get('q') ?? '',
      target: { answer, versus: answer === undefined ? undefined : parts.get('versus') },
      methods: [],
    }),
  };
}

function decoded(value: string, name: Name): string {
  let text: string;
  try {
    text = decodeURIComponent(value.replace(/\+/g, ' '));
  } catch {
    throw new LinkError(`“${name}” is not well encoded`);
  }
  const count = lettersOf(text);
  if (count > MAX[name])
    throw new LinkError(`“${name}” has ${count} letters, more than the allowed ${MAX[name]}`);
  return plainText(withoutEnd(oneLine(text), KIND[name]));
}
