import type { ExplanationDocument } from '../ask/document';

const HEADER = 'method,importance,start_layer,modality,index,row,column,token,share,raw_mass';

/** The numbers of an explanation, one line a patch and token (RFC 4180); `share` × `raw_mass` is the raw relevance. */
export function explanationCsv({ methods, tokens }: ExplanationDocument): string {
  const lines = [HEADER];
  for (const { id, importance = '', startLayer, image, text } of methods) {
    const method = [quoted(id), quoted(importance), startLayer];
    image.values.forEach((value, i) => {
      const place = [Math.floor(i / image.cols), i % image.cols];
      lines.push([...method, 'image', i, ...place, '', value, image.rawMass].join(','));
    });
    text.values.forEach((value, i) => {
      lines.push([...method, 'text', i, '', '', quoted(tokens[i]!), value, text.rawMass].join(','));
    });
  }
  return `${lines.join('\r\n')}\r\n`;
}

/** Spreadsheets run what begins with these as a formula; an apostrophe in front keeps it text. */
const FORMULA = /^[=+\-@\t\r]/;

function quoted(text: string): string {
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
