/** The tokenizer of a published checkpoint, from the files that it comes with, as a `tokenizer.json`. */
import * as v from 'valibot';
import { clipTokenizerJson, parseMerges } from '../../src/text/clip';
import { unigramTokenizerJson } from '../../src/text/spiece';
import { WhylightError } from '../../src/tensor/error';
import type { ReadFile } from './folder';
import { json } from './json';
import { TOKENIZER_FILE } from './manifest';
import { ifThere } from './missing';
import { refusePointer } from './pointer';
import { parsed } from './published-config';

const IDS = v.record(v.string(), v.pipe(v.number(), v.integer(), v.minValue(0)));

/** `tokenizer.json`, or one made of the older pair of files. Errors: those of `read`, and WhylightError ('model-broken'). */
export async function readClipTokenizer(read: ReadFile): Promise<unknown> {
  const whole = await ifThere(read(TOKENIZER_FILE));
  if (whole !== undefined) return json(whole, TOKENIZER_FILE);
  const [vocab, merges] = [await ifThere(read('vocab.json')), await ifThere(read('merges.txt'))];
  if (vocab === undefined || merges === undefined) {
    throw new WhylightError(
      'model-broken',
      `The model has neither ${TOKENIZER_FILE} nor vocab.json with merges.txt: get the tokenizer's files from where the model was published.`,
    );
  }
  const ids = (bytes: Uint8Array, file: string) => parsed(IDS, json(bytes, file), file);
  const added = await ifThere(read('added_tokens.json'));
  return clipTokenizerJson(
    parseMerges(new TextDecoder().decode(merges)),
    ids(vocab, 'vocab.json'),
    added && ids(added, 'added_tokens.json'),
  );
}

const SPIECE = 'spiece.model';

/**
 * SigLIP's: `spiece.model` first, which is what its own tokenizer reads; `tokenizer.json` is made from it by others. SigLIP 2
 * comes with the latter only. Errors as `readClipTokenizer`.
 */
export async function readSiglipTokenizer(read: ReadFile): Promise<unknown> {
  const spiece = await ifThere(read(SPIECE));
  if (spiece !== undefined) {
    refusePointer(spiece, SPIECE);
    return unigramTokenizerJson(spiece);
  }
  const whole = await ifThere(read(TOKENIZER_FILE));
  if (whole !== undefined) return json(whole, TOKENIZER_FILE);
  throw new WhylightError(
    'model-broken',
    `The model has neither ${SPIECE} nor ${TOKENIZER_FILE}: get the tokenizer's file from where the model was published.`,
  );
}
