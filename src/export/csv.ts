import { wordsOf } from '../ask/words';
import type { ExplanationDocument } from '../ask/document';
import { csvCell } from '../tensor/cell';

const HEADER = 'method,importance,start_layer,modality,index,row,column,token,share,raw_mass,word';

/**
 * The numbers of an explanation, one line a patch and token (RFC 4180); `share` × `raw_mass` is the raw relevance. Tokens
 * of one word follow one another with the whole word behind them. Of streams that are neither image nor text, the
 * stream's name is the modality.
 */
export function explanationCsv(document: ExplanationDocument): string {
  const lines = [HEADER];
  const { methods, tokens } = document;
  const words = new Map(
    wordsOf(document).flatMap(({ text, tokens: members }) => members.map((i) => [i, text])),
  );
  for (const { id, importance = '', startLayer, image, text, others = [] } of methods) {
    const method = [csvCell(id), csvCell(importance), startLayer];
    image?.values.forEach((value, i) => {
      const place = [Math.floor(i / image.cols), i % image.cols];
      lines.push([...method, 'image', i, ...place, '', value, image.rawMass, ''].join(','));
    });
    text?.values.forEach((value, i) => {
      const [token, word] = [csvCell(tokens[i]!), csvCell(words.get(i) ?? '')];
      lines.push([...method, 'text', i, '', '', token, value, text.rawMass, word].join(','));
    });
    for (const { stream, values, rawMass } of others)
      values.forEach((value, i) => {
        lines.push([...method, csvCell(stream), i, '', '', '', value, rawMass, ''].join(','));
      });
  }
  return `${lines.join('\r\n')}\r\n`;
}
