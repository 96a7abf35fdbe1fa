/** What is drawn in an SVG of figures or their pieces, with its place on the page. */
import { textWidth } from '../text';

export interface Drawn {
  readonly tag: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** Of texts: as a reader sees it. */
  readonly text: string;
  /** Corners in pixels; texts are as wide as they are estimated. Paths have none, and are at their group's origin. */
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

interface Place {
  readonly x: number;
  readonly y: number;
  readonly scaleX: number;
  readonly scaleY: number;
}

const ORIGIN: Place = { x: 0, y: 0, scaleX: 1, scaleY: 1 };
const TAG = /<(\/?)([\w]+)((?:\s[\w:-]+="[^"]*")*)\s*(\/?)>([^<]*)/g;

/** Words of running text are drawn closer than they are estimated to be wide (see `runWidth`). */
const CLOSER = 0.92;

/** What reaches beyond a piece of that size, in words; empty for a piece that holds all that it draws. */
export function outsideOf(svg: string, width: number, height: number): string[] {
  return drawnIn(svg)
    .filter((drawn) => {
      const spare = drawn.tag === 'text' ? (1 - CLOSER) * (drawn.right - drawn.left) : 0;
      const isWithin = drawn.left + spare > -0.02 && drawn.right - spare < width + 0.02 && drawn.top > -0.02;
      return !isWithin || drawn.bottom > height + 0.02;
    })
    .map(({ tag, text, left, top, right, bottom }) =>
      [tag, text, ...[left, top, right, bottom].map((edge) => edge.toFixed(2))].join(' '),
    );
}

/** Reads `<rect>`, `<image>`, `<text>` and `<path>` in `<g>` that are moved and scaled. @throws Error for markup that is not closed */
export function drawnIn(svg: string): Drawn[] {
  const stack: { tag: string; place: Place }[] = [{ tag: '', place: ORIGIN }];
  const drawn: Drawn[] = [];
  let text: { attributes: Record<string, string>; content: string } | undefined;
  for (const [, closes, tag = '', rest = '', empty, content = ''] of svg.matchAll(TAG)) {
    const { place } = stack.at(-1)!;
    if (closes) {
      const open = stack.pop()!;
      if (open.tag !== tag) throw new Error(`<${open.tag}> is closed by </${tag}>`);
      if (tag === 'text') drawn.push(textAt(text!, place));
      if (tag === 'tspan') text!.content += content;
      continue;
    }
    const attributes = Object.fromEntries(
      [...rest.matchAll(/([\w:-]+)="([^"]*)"/g)].map(([, name, value]) => [name!, unescaped(value!)]),
    );
    if (tag === 'text') text = { attributes, content };
    if (tag === 'tspan') text!.content += content;
    if (tag === 'rect' || tag === 'image' || tag === 'path') drawn.push(boxAt(tag, attributes, place));
    if (!empty) stack.push({ tag, place: inside(place, attributes['transform'] ?? '') });
  }
  if (stack.length !== 1) throw new Error(`<${stack.at(-1)!.tag}> is not closed`);
  return drawn;
}

/** All texts, in the order in which they are drawn. */
export const textsIn = (svg: string): string[] =>
  drawnIn(svg)
    .filter(({ tag }) => tag === 'text')
    .map(({ text }) => text);

function inside(place: Place, transform: string): Place {
  let { x, y, scaleX, scaleY } = place;
  for (const [, name, list] of transform.matchAll(/(\w+)\(([^)]*)\)/g)) {
    const [a, b = name === 'scale' ? a : 0] = list!.split(/[\s,]+/).map(Number);
    if (name === 'translate') [x, y] = [x + a! * scaleX, y + b! * scaleY];
    else if (name === 'scale') [scaleX, scaleY] = [scaleX * a!, scaleY * b!];
    else throw new Error(`${transform} is not known here`);
  }
  return { x, y, scaleX, scaleY };
}

function boxAt(tag: string, attributes: Record<string, string>, place: Place): Drawn {
  const of = (name: string) => Number(attributes[name] ?? 0);
  const left = place.x + of('x') * place.scaleX;
  const top = place.y + of('y') * place.scaleY;
  const right = left + of('width') * place.scaleX;
  return { tag, attributes, text: '', left, top, right, bottom: top + of('height') * place.scaleY };
}

function textAt(
  { attributes, content }: { attributes: Record<string, string>; content: string },
  place: Place,
): Drawn {
  const text = unescaped(content);
  const size = Number(attributes['font-size']);
  const width = textWidth(text, size);
  const anchor = attributes['text-anchor'] ?? 'start';
  const isRtl = attributes['direction'] === 'rtl';
  const before = anchor === 'middle' ? 0.5 : (anchor === 'end') !== isRtl ? 1 : 0;
  const left = place.x + Number(attributes['x']) - before * width;
  const bottom = place.y + Number(attributes['y']);
  return { tag: 'text', attributes, text, left, top: bottom - size, right: left + width, bottom };
}

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };

const unescaped = (text: string): string =>
  text.replace(/&([^;]+);/g, (_, name: string) => NAMED[name] ?? `&${name};`);
