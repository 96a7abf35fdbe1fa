/** What strangers wrote, as part of a sentence of ours: on one line, and never longer than a sentence bears. */

/**
 * A text cut to `most` characters, on one line, without control characters and halves of characters.
 * @param most UTF-16 units that stay
 */
export function shortened(text: string, most = 80): string {
  const whole = text.length > most ? `${text.slice(0, most)}…` : text;
  return whole.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').replace(/\p{Surrogate}/gu, '\ufffd');
}

/** Any value of a JSON file: texts in quotes, short lists as they are, everything larger by its kind. */
export function quoted(value: unknown, most = 60): string {
  if (typeof value === 'string') return `"${shortened(value, most)}"`;
  if (Array.isArray(value)) {
    const isShort = value.length <= 8 && value.every((item) => typeof item !== 'object' || item === null);
    return isShort
      ? shortened(`[${value.map((item) => quoted(item, 20)).join(', ')}]`, most)
      : `a list of ${value.length}`;
  }
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}
