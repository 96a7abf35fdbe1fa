/** What the door is shown with. Numbers and origins are invented. */
import type { MapModel, MapNote } from '../../charts/modelMap';
import type { FoundFacts } from '../../door/FoundSheet';
import type { MissingThing } from '../../door/Missing';
import type { OfferedModel, Transferred } from '../../door/offered';
import { LONG_WORD, type Wording } from './texts';

const TINY: OfferedModel = {
  id: 'tinyclip',
  name: 'TinyCLIP',
  bytes: 94e6,
  memory: 390e6,
  sentence: 'Quick. Picks the best of answers that you list; 24 animals are filled in for this question.',
  host: 'huggingface.co',
  licence: 'MIT',
};

const SMOL: OfferedModel = {
  id: 'smolvlm',
  name: 'SmolVLM 256M',
  bytes: 180e6,
  memory: 1.04e9,
  sentence: 'Talks. Answers any question in a sentence, and explains every word of it.',
  host: 'huggingface.co',
  licence: 'Apache-2.0',
};

export const OFFERED: { readonly [W in Wording]: readonly OfferedModel[] } = {
  usual: [TINY, SMOL],
  long: [{ ...TINY, name: LONG_WORD, licence: `a licence named ${LONG_WORD}` }, SMOL],
  rtl: [{ ...TINY, name: 'نموذج صغير', sentence: 'سريع. يختار أفضل الإجابات التي تكتبها.' }, SMOL],
};

export const TRANSFER: Transferred & { readonly id: string } = {
  id: 'smolvlm',
  phase: 'running',
  loaded: 41e6,
  total: 180e6,
  rate: 8.7e6,
};

export const FOUND_FILES = [
  'encoder_model_int8.onnx',
  'decoder_model_merged_int8.onnx',
  'config.json',
  'tokenizer.json',
];

const self = (stream: string, layer: number) => ({ query: stream, key: stream, keyVersion: layer });

/** Twelve blocks in the picture, then twelve among words, each followed by one in which words look at the picture. */
export const FOUND_MAP: MapModel = {
  streams: [
    { id: 'picture', label: 'Picture, 14 × 14 patches' },
    { id: 'words', label: 'Words said so far' },
  ],
  blocks: [
    ...Array.from({ length: 12 }, (_, i) => self('picture', i - 1)),
    ...Array.from({ length: 12 }, (_, i) => [
      self('words', i === 0 ? -1 : 11 + 2 * i),
      { query: 'words', key: 'picture', keyVersion: 11 },
    ]).flat(),
  ],
  outs: ['words'],
};

export const REFUSED_MAP: MapModel = {
  streams: [{ id: 'picture', label: 'Picture, 56 × 56 patches, then 28 × 28, 14 × 14, 7 × 7' }],
  blocks: Array.from({ length: 12 }, (_, i) => self('picture', i - 1)),
  hollow: new Set(Array.from({ length: 11 }, (_, i) => i + 1)),
};

export const REFUSED_NOTES: readonly MapNote[] = [{ block: 1, text: 'windows shift from here on' }];

export const FACTS: FoundFacts = {
  blocks: '12 in the picture, 12 among words, 12 where words look at the picture; all are followed',
  readFrom: 'the last word, 50,257 possible next words',
  methods: (
    <>
      13 of 14; <i>mixing</i> is left out, as 12 blocks show no output projection of their own
    </>
  ),
  weights: '8 bits. Maps explain the network as stored; its scores are within 1.4 % of the file’s',
  memory: 'about 1.1 GB of the 4 GB that a page can have · first maps in about 3 s',
};

export const MISSING: readonly MissingThing[] = [
  {
    what: 'how a picture becomes this model’s input.',
    file: 'preprocessor_config.json',
    fields: [
      { id: 'size', label: 'Size', value: '224 × 224', origin: 'file' },
      { id: 'mean', label: 'Mean', value: '0.5 0.5 0.5', origin: 'guess' },
      { id: 'deviation', label: 'Deviation', value: '0.5 0.5 0.5', origin: 'guess' },
    ],
  },
];

/** Somebody filled one in, not rightly, and a second thing is missing. */
export const MISSING_MORE: readonly MissingThing[] = [
  {
    what: 'how a picture becomes this model’s input.',
    fields: [
      { id: 'size', label: 'Size', value: '224 × 224', origin: 'file' },
      { id: 'mean', label: 'Mean', value: '0.48 0.46 0.41', origin: 'yours' },
      {
        id: 'deviation',
        label: 'Deviation',
        value: '0.5 0.5',
        origin: 'yours',
        problem: 'Three numbers above 0, one a colour: 0.5 0.5 0.5.',
      },
    ],
  },
  {
    what: 'which words its 1,000 classes are.',
    file: 'labels.txt',
    fields: [{ id: 'labels', label: 'Classes', value: 'class 1, class 2, …', origin: 'guess' }],
  },
];

export const REFUSED = {
  files: ['swin_tiny_patch4.onnx'],
  size: '113 MB',
  why: 'From block 2 on, its attention works in windows that shift. Relevance can’t be followed through them rightly, and a map that is half right is worse than none.',
  where: (
    <>
      block 2 of 12, node <code>/layers.0/blocks.1/Slice_3</code>
    </>
  ),
  understood: 'the file, all 31 of its operators, its input and its 1,000 classes; block 1 could be followed',
  helps: 'an export of ViT, DeiT, BEiT, DINOv2 or CLIP does the same task and can be explained',
  atHand: 'Stickers',
  find: 'Find one for pictures',
} as const;
