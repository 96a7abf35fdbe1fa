/** Texts in which things go wrong: the usual, very long words without a place to break, and right to left. */

/** Which of the texts an entry is drawn with. */
export type Wording = 'usual' | 'long' | 'rtl';

export const WORDINGS: readonly Wording[] = ['usual', 'long', 'rtl'];

export const LONG_WORD = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft';
const LONG_NAME = 'https://example.org/a/very/long/address/without-any-place-to-break?and=more';

export const QUESTION: { readonly [W in Wording]: readonly string[] } = {
  usual: ['what', 'animal', 'is', 'this', '?'],
  long: ['what', LONG_WORD, 'is', LONG_NAME, '?'],
  rtl: ['أي', 'حيوان', 'يظهر', 'في', 'الصورة', '؟'],
};

const SENTENCES =
  'The lighthouse was built in 1836 on a rock off the coast. Its lamp burned oil at first. A keeper and two ' +
  'assistants lived there until 1959, when the lamp was made automatic. Today a small museum on the shore keeps the ' +
  'old lens, and boats go out to the rock when the sea is calm.';

const ARABIC =
  'بنيت المنارة عام 1836 على صخرة قرب الساحل. كان مصباحها يعمل بالزيت في البداية. عاش حارس ومساعدان هناك حتى عام 1959. ' +
  'واليوم يحفظ متحف صغير على الشاطئ العدسة القديمة، وتخرج القوارب إلى الصخرة عندما يكون البحر هادئا.';

const pieces = (text: string): readonly string[] => text.match(/[\p{L}\p{N}]+|[^\s\p{L}\p{N}]/gu) ?? [];

/** Running text, as words and punctuation. */
export const PASSAGE: { readonly [W in Wording]: readonly string[] } = {
  usual: pieces(SENTENCES),
  long: pieces(SENTENCES).map((piece, i) => (i % 17 === 4 ? LONG_WORD : i % 29 === 9 ? LONG_NAME : piece)),
  rtl: pieces(ARABIC),
};

export const SAID: { readonly [W in Wording]: readonly string[] } = {
  usual: ['A', 'cat', 'sits', 'beside', 'an', 'apple', 'at', 'dusk', '.'],
  long: ['A', LONG_WORD, 'sits', 'beside', LONG_NAME, '.'],
  rtl: ['قطة', 'تجلس', 'بجانب', 'تفاحة', 'عند', 'الغروب', '.'],
};

export const THINGS: { readonly [W in Wording]: readonly string[] } = {
  usual: ['spoon', 'cup', 'plate', 'apple', 'table'],
  long: [LONG_WORD, 'cup', LONG_NAME, 'apple', 'table'],
  rtl: ['ملعقة', 'كوب', 'طبق', 'تفاحة', 'طاولة'],
};
