/** Pictures dragged out of other pages: browsers hand over a file, or only where it lies. */

/** What a drag says of itself; undefined for a type that it has not. */
export type DraggedText = (type: string) => string | undefined;

/** The address of what was dragged; undefined where it has none. */
export function draggedAddress(read: DraggedText): string | undefined {
  const picture = /<img\b[^>]*?\bsrc\s*=\s*(?:"([^"]*)"|'([^']*)')/i.exec(read('text/html') ?? '');
  const source = (picture?.[1] ?? picture?.[2])?.replace(/&amp;/g, '&');
  if (source !== undefined && isAddress(source)) return source;
  // A list of addresses, with remarks among them (RFC 2483, section 5).
  return read('text/uri-list')
    ?.split(/\r?\n/)
    .map((line) => line.trim())
    .find((line) => !line.startsWith('#') && isAddress(line));
}

const isAddress = (text: string): boolean => /^(?:https?|data|blob|file):/i.test(text) && URL.canParse(text);

/** The file that an address holds in itself; undefined for other addresses and for damaged ones. */
export function fileInAddress(address: string): File | undefined {
  const found = /^data:(image\/[\w.+-]+);base64,([A-Za-z0-9+/=%\s]*)$/i.exec(address);
  if (!found) return undefined;
  try {
    const characters = atob(decodeURIComponent(found[2]!));
    const bytes = Uint8Array.from(characters, (character) => character.charCodeAt(0));
    return new File([bytes], 'Dragged picture', { type: found[1]! });
  } catch {
    return undefined;
  }
}

/** Why a picture at an address is not taken, and what to do. */
export function notFetched(address: string): string {
  const { host } = new URL(address);
  const from = host === '' ? 'The browser gave no file, only an address' : `The picture lies at ${host}`;
  return `${from}, and this page fetches nothing from elsewhere: save the picture and drop the file, or copy the picture and paste it here.`;
}
