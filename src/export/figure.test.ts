import { describe, expect, it } from 'vitest';
import { streamOf } from '../anatomy';
import type { ExplanationDocument, MethodResult } from '../ask/document';
import type { Pixels } from '../image/pixels';
import { drawnIn, textsIn } from '../overlay/testing/drawn';
import { explanationFigure, type FigureRequest } from './figure';

const words = ['where', 'is', 'the', 'apple', '?'];
const method = (id: string, image: number[], text: number[]): MethodResult => ({
  id,
  startLayer: 0,
  image: { rows: 3, cols: 3, values: image, rawMass: 1 },
  text: { values: text, rawMass: 1 },
});
const left = [0, 0, 0, 0.8, 0.1, 0, 0.1, 0, 0];
const document: ExplanationDocument = {
  schema: 2,
  model: { id: 'stickers', sha256: 'ab'.repeat(32) },
  question: 'where is the apple?',
  tokens: words,
  words: words.map((_, i) => i),
  streams: [],
  answers: [0.5, 0.2, 0.1, 0.08, 0.06, 0.04, 0.02].map((probability, i) => ({
    text: `answer ${i}`,
    probability,
    logit: 1,
  })),
  target: { answer: 'answer 0' },
  methods: [
    method('weighted', left, [0.1, 0, 0.1, 0.8, 0]),
    method('equal', [0, 0, 0, 0.2, 0.2, 0.6, 0, 0, 0], [0.2, 0.2, 0.2, 0.2, 0.2]),
  ],
  timings: {},
};
const picture = { width: 6, height: 6, data: new Uint8ClampedArray(144).fill(200) };

async function figure(changes: Partial<ExplanationDocument> = {}, request: Partial<FigureRequest> = {}) {
  const drawn: Pixels[] = [];
  const toUri = (pixels: Pixels) => `data:,${drawn.push(pixels)}`;
  const { svg } = await explanationFigure({
    document: { ...document, ...changes },
    picture,
    toUri,
    ...request,
  });
  return { svg, drawn, texts: textsIn(svg) };
}
const images = (svg: string) => drawnIn(svg).filter(({ tag }) => tag === 'image');
/** The surface that words begin from has the slightest hue. */
const isGrey = (colour: string | undefined) => {
  const channels = colour!.match(/\d+/g)!.map(Number);
  return Math.max(...channels) - Math.min(...channels) <= 6;
};

describe('the answer', () => {
  it('is the five best, and the explained one where it is not among them', async () => {
    const shown = (texts: string[]) => texts.filter((text) => /^answer \d$/.test(text));
    expect(shown((await figure()).texts)).toEqual([0, 1, 2, 3, 4].map((i) => `answer ${i}`));
    const { texts } = await figure({ target: { answer: 'answer 6' } });
    expect(shown(texts)).toEqual([0, 1, 2, 3, 4, 6].map((i) => `answer ${i}`));
  });

  it('is held against anything else, or against what was asked', async () => {
    expect((await figure()).texts).toContain('Why answer 0 rather than anything else');
    const { texts } = await figure({ target: { answer: 'answer 0', versus: 'dog' } });
    expect(texts).toContain('Why answer 0 rather than dog');
  });

  it('is named in the Why line though the document does not list it', async () =>
    expect((await figure({ answers: [], target: { answer: 'cat' } })).texts).toContain(
      'Why cat rather than anything else',
    ));
});

describe('columns', () => {
  it('have method, detail, picture and words, each with its name', async () => {
    const { texts, svg } = await figure();
    expect(texts).toEqual(expect.arrayContaining(['Weighted relevance', 'Equal relevance', 'all blocks']));
    expect(texts.filter((text) => text === 'Question')).toHaveLength(2);
    expect(texts).toContain('Picture, mostly the middle left');
    expect(texts).toContain('Picture, mostly the middle right');
    expect(images(svg)).toHaveLength(2);
    expect(images(svg)[0]!.top).toBe(images(svg)[1]!.top);
  });

  it('have running text where there are more words than fit chips', async () => {
    const many = Array.from({ length: 25 }, (_, i) => `word${i}`);
    const methods = [method('equal', left, [1, ...Array<number>(24).fill(0)])];
    const changes = { tokens: many, words: many.map((_, i) => i), methods };
    const numbers = ({ texts }: { texts: string[] }) => texts.filter((text) => /^\d+$/.test(text));
    expect(numbers(await figure(changes))).toEqual(['100']);
    const fewer = { tokens: many.slice(1), words: many.slice(1).map((_, i) => i) };
    expect(numbers(await figure({ ...changes, ...fewer }))).toHaveLength(24);
  });

  it('lack what their method lacks, and stay in line with the others', async () => {
    const [first, second] = document.methods;
    const { text: _, ...blind } = second!;
    const { texts, svg } = await figure({ methods: [first!, blind] });
    expect(texts.filter((text) => text === 'Question')).toHaveLength(1);
    expect(images(svg)).toHaveLength(2);
  });

  it('are called by their id where nobody knows the method', async () =>
    expect((await figure({ methods: [{ ...document.methods[0]!, id: 'magic' }] })).texts).toContain('magic'));
});

describe('other streams', () => {
  const streams = [
    streamOf('probe', [{ kind: 'queries', label: 'learned queries', count: 3 }]),
    streamOf('sound', [{ kind: 'frames', label: 'sound', count: 9 }]),
    streamOf('joint', [
      { kind: 'special', label: 'class token', count: 1 },
      { kind: 'queries', label: 'queries', count: 3 },
    ]),
  ];
  const others = [
    { stream: 'probe', values: [0.5, 0.25, 0.25], rawMass: 1 },
    { stream: 'sound', values: [0, 0, 0, 0, 1, 0, 0, 0, 0], rawMass: 1 },
    { stream: 'joint', values: [0.1, 0.2, 0.3, 0.4], rawMass: 1 },
  ];

  it('are chips where they are queries, else strips', async () => {
    const methods = document.methods.map((one) => ({ ...one, others }));
    const { texts } = await figure({ streams, methods });
    expect(texts).toEqual(expect.arrayContaining(['Learned queries', 'query 1', 'query 2', 'query 3']));
    expect(texts).toContain('Sound, mostly frame 5');
    expect(texts.filter((text) => text.startsWith('Class token'))).not.toHaveLength(0);
    expect(texts).toContain('50 % of the relevance a query');
    // Two strips count by positions: their keys say which is whose.
    expect(texts).toContain('Sound: 100 % of the relevance a position');
    expect(texts).toContain('Class token: 40 % of the relevance a position');
  });
});

describe('colours', () => {
  it('mean the same in all maps of a kind, and have one key', async () => {
    const { texts, drawn } = await figure({}, { drawing: 'patch', contours: false });
    expect(texts.filter((text) => text.endsWith('a patch'))).toEqual(['80 % of the relevance a patch']);
    expect(texts.filter((text) => text.endsWith('a word'))).toEqual(['80 % of the relevance a word']);
    // 0.2 is in the second map what it would be in the first.
    const at = (pixels: Pixels, x: number, y: number) => [
      ...pixels.data.subarray((y * 6 + x) * 4, (y * 6 + x) * 4 + 4),
    ];
    const swapped = await figure(
      {
        methods: [
          document.methods[0]!,
          method('equal', [0.2, ...Array<number>(8).fill(0.1)], [1, 0, 0, 0, 0]),
        ],
      },
      { drawing: 'patch', contours: false },
    );
    expect(at(drawn[1]!, 0, 2)).toEqual(at(swapped.drawn[1]!, 0, 0));
  });

  it('of maps with a sign have a key of their own, with zero in its middle', async () => {
    const signed = method('integrated-gradients', [0.5, -0.25, 0, 0, 0, 0, 0, 0, 0.25], [0.5, -0.5, 0, 0, 0]);
    const { texts } = await figure({ methods: [document.methods[0]!, signed] });
    expect(texts).toEqual(
      expect.arrayContaining([
        '80 % of the relevance a patch',
        '± 50 % of the relevance a patch',
        '± 50 % of the relevance a word',
        '+50',
        '−50',
      ]),
    );
  });

  it('say that there is no relevance, and of what', async () => {
    const { texts } = await figure({ methods: [method('equal', Array<number>(9).fill(0), [1, 0, 0, 0, 0])] });
    expect(texts).toContain('Picture: no relevance');
    expect(texts).toContain('Picture');
  });
});

describe('a guess', () => {
  const signed = method('integrated-gradients', [0.5, -0.25, 0, 0, 0, 0, 0, 0, 0.25], [0.5, -0.5, 0, 0, 0]);
  const changes = { guess: true, methods: [...document.methods, signed] } as const;

  it('says that it is one', async () => {
    const { texts } = await figure(changes);
    expect(texts).toContain('A guess: this model has only ever seen stickers.');
    expect((await figure()).svg).not.toMatch(/guess|dash/);
  });

  it('has no colour of relevance, whatever ramp is chosen', async () => {
    for (const theme of ['light', 'dark'] as const) {
      const { svg, drawn } = await figure(changes, { ramp: 'viridis', theme });
      for (const { data } of drawn)
        for (let i = 0; i < data.length; i += 4) expect(data[i]).toBe(data[i + 1]);
      const stops = [...svg.matchAll(/stop-color="([^"]*)"/g)].map(([, colour]) => colour);
      expect(stops.length).toBeGreaterThan(0);
      expect(stops.every(isGrey)).toBe(true);
    }
  });
});

describe('the picture', () => {
  it('fades towards the page where the model does not see it, and is white where it is transparent', async () => {
    const clear = { ...picture, data: picture.data.map((value, i) => (i % 4 === 3 ? 0 : value)) };
    const region = { x: 0, y: 0, width: 3, height: 6 };
    const { drawn } = await figure({}, { picture: clear, region, theme: 'dark' });
    // White, by 0.65 towards the dark page's #101114.
    const faded = [0x10, 0x11, 0x14].map((channel) => Math.round(255 + (channel - 255) * 0.65));
    expect([...drawn[0]!.data.subarray(20, 24)]).toEqual([...faded, 255]);
    // No relevance in the first patch: what lies beneath shows.
    expect([...drawn[0]!.data.subarray(0, 4)]).toEqual([255, 255, 255, 255]);
  });

  it('is outlined around the top patches, and says so; neither without', async () => {
    const outlined = await figure();
    expect(outlined.texts.at(-1)).toContain('Outlined: the top 20 % of patches.');
    // The two largest of nine: the middle left patch and its neighbour, two by one patches of two pixels.
    expect(outlined.svg).toContain('d="M4 2L4 4L0 4L0 2Z"');
    const plain = await figure({}, { contours: false });
    expect(plain.svg).not.toMatch(/Outlined|d="M4 2/);
  });

  it('is plain ground where there is none', async () => {
    const { svg, texts } = await figure({}, { picture: undefined });
    expect(images(svg)).toEqual([]);
    expect(texts).toContain('Picture, mostly the middle left');
    expect(texts.at(-1)).not.toContain('Outlined');
  });
});

it('the title is the question, else the task, else the model', async () => {
  const title = async (question: string, task?: string) =>
    (await figure({ question }, task === undefined ? {} : { task })).texts[0];
  expect(await title('where is it?', 'Describes pictures')).toBe('where is it?');
  expect(await title(' ', 'Describes pictures')).toBe('Describes pictures');
  expect(await title('')).toBe('stickers');
});
