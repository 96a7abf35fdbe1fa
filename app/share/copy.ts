/** Puts text on the clipboard; false where the browser refuses (no permission, or no secure context). */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

/** The page's address with a fragment. */
export function addressWith(fragment: string): string {
  const url = new URL(location.href);
  url.hash = fragment;
  return url.href;
}

/** Sizes as people read them; an address is ASCII, so a character is a byte. */
export const sizeText = (characters: number): string =>
  characters < 1000 ? `${characters} bytes` : `${(characters / 1000).toFixed(1)}\u202fkB`;
