import { readFileSync } from 'node:fs';

/** Where the small pictures lie that `scripts/reference/pictures.py` made. */
export const PICTURES = new URL('./pictures/', import.meta.url);

/** What Pillow makes of a picture. */
export interface Expected {
  readonly width: number;
  readonly height: number;
  /** SHA-256 of its RGBA bytes. */
  readonly rgba: string;
  /** SHA-256 of the RGB bytes after CLIP's preprocessing at 32 pixels. */
  readonly seen: string;
  /** These bytes in hexadecimal digits, of formats whose decoders may differ a little. */
  readonly bytes?: string;
}

/** By the file's name. */
export function readExpected(): Readonly<Record<string, Expected>> {
  return JSON.parse(readFileSync(new URL('expected.json', PICTURES), 'utf8')) as Record<string, Expected>;
}
