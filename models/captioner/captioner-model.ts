import { streamOf, type Stream } from '../../src/anatomy';
import type { ModelFiles, Runtime } from '../../src/engine/architecture';
import { WhylightError } from '../../src/tensor/error';
import type { Encoding } from '../../src/text/tokenizer';
import { Mapper, type MapperKind } from '../clipmapper/mapper-model';
import type { CaptionerConfig } from './config';
import { captionHead } from './mapper';
import { captionerTensors } from './tensors';
import { tokenTexts } from './vocabulary';

const CAPTIONER: MapperKind = {
  head: captionHead,
  tensors: captionerTensors,
  answers: ({ manifest, tokenizer }) =>
    tokenTexts(tokenizer, (manifest.config as CaptionerConfig).clip.text_config.vocab_size),
};

/** A captioner on a runtime. What it is asked is a caption so far, what it answers the token that comes next. */
export class Captioner extends Mapper {
  /** @throws WhylightError ('model-broken') when the model's files do not fit each other */
  constructor(files: ModelFiles, runtime: Runtime, config: CaptionerConfig) {
    super(files, runtime, config, CAPTIONER);
  }

  /**
   * A caption so far: the start token and the text's tokens, none where nothing was said yet.
   * @throws WhylightError ('bad-input') for more than the model reads: what comes next would follow another text
   */
  override encode(said: string): Encoding {
    const { ids, tokens, wordIds, truncated } = this.tokenizer.encode(said);
    if (truncated)
      throw new WhylightError(
        'bad-input',
        `The caption so far has more than ${ids.length - 2} tokens, the most this model reads: shorten it.`,
      );
    return {
      ids: ids.slice(0, -1),
      tokens: tokens.slice(0, -1),
      wordIds: wordIds.slice(0, -1),
      truncated,
    };
  }
}

/** The caption so far as a stream: start token, then the words' tokens. */
export const captionStream = ({ tokens }: Pick<Encoding, 'tokens'>): Stream =>
  streamOf('text', [
    { kind: 'special', count: 1, label: tokens[0]! },
    { kind: 'words', count: tokens.length - 1, label: 'text' },
  ]);
