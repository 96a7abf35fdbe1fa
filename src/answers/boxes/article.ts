/** Vowels that begin with the sound of “you” or “won”: a unicycle, a ukulele, a European, a one-way sign. */
const CONSONANT_SOUND = /^(uni(?!n|m|d)|uk|us[ae]|ut[ei]|eu|ewe|one)/i;
const SILENT_H = /^(hour|honest|honou?r|heir)/i;
const PLURAL = /(?<!len)(?<![suia])s$|skis$/i;

/** The article before the name of a thing, by its first sound: “a”, “an”; empty before a plural (“scissors”). */
export function article(name: string): 'a' | 'an' | '' {
  if (PLURAL.test(name)) return '';
  if (SILENT_H.test(name)) return 'an';
  return /^[aeiou]/i.test(name) && !CONSONANT_SOUND.test(name) ? 'an' : 'a';
}
