import { plainText } from './bytes';
import { LinkError } from './error';
import { askedOf } from './asked';
import { EMPTY_LINK, MAX_LINK_ANSWER, MAX_LINK_QUESTION, type LinkState } from './fields';

const MAX = { scene: 40, q: MAX_LINK_QUESTION, answer: MAX_LINK_ANSWER, versus: MAX_LINK_ANSWER } as const;
type Name = keyof typeof MAX;

/**
 * The first form of links, which can also be written by hand: `scene=ID&q=QUESTION&answer=A&versus=B`, each part
 * optional. Undefined when none of them is there.
 * @throws LinkError when a part is too long or holds control characters
 */
export function readPlainLink(fragment: string): LinkState | undefined {
  const parts = new Map<string, string>();
  for (const part of fragment.split('&', 16)) {
    const equals = part.indexOf('=');
    if (equals < 1) continue;
    const name = part.slice(0, equals);
    if (Object.hasOwn(MAX, name) && !parts.has(name))
      parts.set(name, decoded(part.slice(equals + 1), name as Name));
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
  if (text.length > MAX[name])
    throw new LinkError(`“${name}” has ${text.length} characters, more than the allowed ${MAX[name]}`);
  return plainText(text);
}
