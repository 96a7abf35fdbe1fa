import type { RefusalReason } from './refusal';

interface Refused {
  readonly reason: RefusalReason;
  /** Goes after "This file uses the operator NAME:". */
  readonly sentence: string;
}

const LOOP: Refused = {
  reason: 'loop',
  sentence:
    'repeated steps (loops and recurrent cells) cannot be explained here; choose a model without them.',
};
const SEQUENCE: Refused = {
  reason: 'values',
  sentence: 'lists of tensors cannot be followed here; export the model with plain tensors.',
};
const STRINGS: Refused = {
  reason: 'element-type',
  sentence: 'texts are not computed with here; export the model without its tokenizer.',
};
const CHOICE: Refused = {
  reason: 'values',
  sentence:
    'how many elements it gives is known only when the model runs; export the model without that step.',
};
const RANDOM: Refused = {
  reason: 'operator',
  sentence: 'its result is random, so there is nothing to explain; export the model for inference.',
};

/** Operators that are refused with more to say than that they are not known. */
export const REFUSED: Readonly<Record<string, Refused>> = {
  Loop: LOOP,
  Scan: LOOP,
  LSTM: LOOP,
  GRU: LOOP,
  RNN: LOOP,
  'com.microsoft.Loop': LOOP,
  'com.microsoft.BeamSearch': LOOP,
  'com.microsoft.GreedySearch': LOOP,
  'com.microsoft.Sampling': LOOP,
  'com.microsoft.WhisperBeamSearch': LOOP,
  SequenceAt: SEQUENCE,
  SequenceConstruct: SEQUENCE,
  SequenceEmpty: SEQUENCE,
  SequenceInsert: SEQUENCE,
  SequenceMap: SEQUENCE,
  SplitToSequence: SEQUENCE,
  ConcatFromSequence: SEQUENCE,
  StringNormalizer: STRINGS,
  TfIdfVectorizer: STRINGS,
  StringConcat: STRINGS,
  StringSplit: STRINGS,
  RegexFullMatch: STRINGS,
  NonMaxSuppression: CHOICE,
  Compress: CHOICE,
  Unique: CHOICE,
  RandomNormal: RANDOM,
  RandomNormalLike: RANDOM,
  RandomUniform: RANDOM,
  RandomUniformLike: RANDOM,
  Bernoulli: RANDOM,
  Multinomial: RANDOM,
  TopK: {
    reason: 'values',
    sentence:
      'which elements it takes is known only when the model runs; export the model without that step.',
  },
  'com.microsoft.MatMulBnb4': {
    reason: 'operator',
    sentence:
      'its 4-bit weights are of a kind that is no longer made; choose the q4 or float variant of the model.',
  },
};
