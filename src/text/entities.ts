/**
 * Character references of HTML, as Python's `html.unescape` reads them and as CLIP's training texts went through it. Names are
 * those of HTML 4.01 and those that HTML 5 gives to ASCII: what stands in captions, not all 2,231.
 */

/** Names of U+00A0 … U+00FF in their order, which may also stand without a semicolon. */
const LATIN = [
  'nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2',
  'sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc',
  'Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve',
  'Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute',
  'acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde',
  'ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml',
]
  .join(' ')
  .split(' ');

const OTHERS = [
  'quot amp lt gt OElig oelig Scaron scaron Yuml fnof circ tilde Alpha Beta Gamma Delta Epsilon Zeta',
  'Eta Theta Iota Kappa Lambda Mu Nu Xi Omicron Pi Rho Sigma Tau Upsilon Phi Chi Psi Omega alpha beta',
  'gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigmaf sigma tau',
  'upsilon phi chi psi omega thetasym upsih piv ensp emsp thinsp zwnj zwj lrm rlm ndash mdash lsquo',
  'rsquo sbquo ldquo rdquo bdquo dagger Dagger bull hellip permil prime Prime lsaquo rsaquo oline frasl',
  'euro image weierp real trade alefsym larr uarr rarr darr harr crarr lArr uArr rArr dArr hArr forall',
  'part exist empty nabla isin notin ni prod sum minus lowast radic prop infin ang and or cap cup int',
  'there4 sim cong asymp ne equiv le ge sub sup nsub sube supe oplus otimes perp sdot lceil rceil',
  'lfloor rfloor lang rang loz spades clubs hearts diams apos Tab NewLine excl num dollar percnt lpar',
  'rpar ast plus comma period sol colon semi equals quest commat lbrack bsol rbrack Hat lowbar grave',
  'lbrace lcub verbar vert rbrace rcub hyphen dash star starf phone check cross female male',
]
  .join(' ')
  .split(' ');

/** Code points of `OTHERS`, hexadecimal. */
const CODES = [
  '22 26 3c 3e 152 153 160 161 178 192 2c6 2dc 391 392 393 394 395 396 397 398 399 39a 39b 39c 39d 39e',
  '39f 3a0 3a1 3a3 3a4 3a5 3a6 3a7 3a8 3a9 3b1 3b2 3b3 3b4 3b5 3b6 3b7 3b8 3b9 3ba 3bb 3bc 3bd 3be 3bf',
  '3c0 3c1 3c2 3c3 3c4 3c5 3c6 3c7 3c8 3c9 3d1 3d2 3d6 2002 2003 2009 200c 200d 200e 200f 2013 2014',
  '2018 2019 201a 201c 201d 201e 2020 2021 2022 2026 2030 2032 2033 2039 203a 203e 2044 20ac 2111 2118',
  '211c 2122 2135 2190 2191 2192 2193 2194 21b5 21d0 21d1 21d2 21d3 21d4 2200 2202 2203 2205 2207 2208',
  '2209 220b 220f 2211 2212 2217 221a 221d 221e 2220 2227 2228 2229 222a 222b 2234 223c 2245 2248 2260',
  '2261 2264 2265 2282 2283 2284 2286 2287 2295 2297 22a5 22c5 2308 2309 230a 230b 27e8 27e9 25ca 2660',
  '2663 2665 2666 27 9 a 21 23 24 25 28 29 2a 2b 2c 2e 2f 3a 3b 3d 3f 40 5b 5c 5d 5e 5f 60 7b 7b 7c 7c',
  '7d 7d 2010 2010 2606 2605 260e 2713 2717 2640 2642',
]
  .join(' ')
  .split(' ');

/** Of `OTHERS`, those that may stand without a semicolon too; in capitals as well. */
const BARE = ['quot', 'amp', 'lt', 'gt'];
const BARE_CAPITALS = { QUOT: '"', AMP: '&', LT: '<', GT: '>', COPY: '©', REG: '®' };

const bare = new Map<string, string>([
  ...LATIN.map((name, n) => [name, String.fromCodePoint(0xa0 + n)] as const),
  ...Object.entries(BARE_CAPITALS),
]);
const named = new Map<string, string>(bare);
OTHERS.forEach((name, n) => named.set(name, String.fromCodePoint(parseInt(CODES[n]!, 16))));
for (const name of BARE) bare.set(name, named.get(name)!);

/** Windows-1252 at 0x80 … 0x9F, where HTML's numbers mean it; the five that it leaves open stay. */
export const WINDOWS_1252 =
  '\u20ac\u0081\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u008d\u017d\u008f' +
  '\u0090\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u009d\u017e\u0178';

const REPLACEMENT = '\ufffd';

/** The character of a number, or nothing for those that no text may hold. */
function numbered(code: number): string {
  if (code === 0x0d) return '\r';
  if (code >= 0x80 && code <= 0x9f) return WINDOWS_1252[code - 0x80]!;
  if (!(code > 0 && code <= 0x10ffff) || (code >= 0xd800 && code <= 0xdfff)) return REPLACEMENT;
  const isControl = code < 0x20 ? !/[\t\n\f]/.test(String.fromCharCode(code)) : code === 0x7f;
  const isNone = (code >= 0xfdd0 && code <= 0xfdef) || (code & 0xfffe) === 0xfffe;
  return isControl || isNone ? '' : String.fromCodePoint(code);
}

const numberOf = (digits: string): string =>
  numbered(/^[xX]/.test(digits) ? parseInt(digits.slice(1), 16) : parseInt(digits, 10));

const REFERENCE = /&(#[0-9]+;?|#[xX][0-9a-fA-F]+;?|[^\t\n\f <&#;]{1,32};?)/g;

/** Resolves every reference once, those without a semicolon too: the longest name that a run of letters begins with. */
export function unescapeHtml(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(REFERENCE, (whole, body: string) => {
    if (body.startsWith('#')) return numberOf(body.slice(1));
    if (body.endsWith(';')) {
      const found = named.get(body.slice(0, -1));
      if (found !== undefined) return found;
    }
    for (let end = body.length; end > 1; end--) {
      const found = bare.get(body.slice(0, end));
      if (found !== undefined) return found + body.slice(end);
    }
    return whole;
  });
}

const CLOSED = /&(#[0-9]{1,23}|#[xX][0-9a-fA-F]{1,22}|[0-9A-Za-z]{1,24});/g;

/** Resolves references that end in a semicolon; names in capitals (`&EACUTE;`) mean capital letters. */
export function unescapeClosedHtml(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(CLOSED, (whole, body: string) => {
    if (body.startsWith('#')) return numberOf(body.slice(1));
    return named.get(body) ?? inCapitals(body) ?? whole;
  });
}

function inCapitals(name: string): string | undefined {
  if (name !== name.toUpperCase()) return undefined;
  return named.get(name.toLowerCase())?.toUpperCase();
}
