/** The tokens that a captioner says, as texts. */
import { checkTokenizerFile } from '../../src/text/file';
import { WORD_END } from '../../src/text/symbols';

/** Follows a token that does not end its word. */
export const UNFINISHED = '…';

/**
 * Text of each token in the order of the ids, all different: `dog` ends a word, `do…` goes on; special tokens as spelt. A
 * token of bytes that are no text stands in the tokenizer's own symbols. Ids that no token has are `#id`.
 *
 * @param rows rows of the token table
 * @throws WhylightError ('model-broken') when the tokenizer is not of CLIP's kind
 */
export function tokenTexts(tokenizerJson: unknown, rows: number): string[] {
  const { model, added_tokens } = checkTokenizerFile(tokenizerJson);
  const special = new Set(added_tokens.map(({ content }) => content));
  const texts = Array.from({ length: rows }, (_, id) => `#${id}`);
  for (const [symbol, id] of Object.entries(model.vocab)) if (id < rows) texts[id] = textOf(symbol, special);
  for (const { content, id } of added_tokens) if (id < rows) texts[id] = content;
  return texts;
}

function textOf(symbol: string, special: ReadonlySet<string>): string {
  if (special.has(symbol)) return symbol;
  return symbol.endsWith(WORD_END) ? symbol.slice(0, -WORD_END.length) : symbol + UNFINISHED;
}
