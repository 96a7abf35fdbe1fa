import { crc32, deflateSync } from 'node:zlib';

export const LARGE = { width: 5000, height: 3600 } as const;

/** Colour of a pixel of the large picture, by formula. */
export const largeAt = (x: number, y: number): readonly [number, number, number] => [
  x & 255,
  y & 255,
  (x * y) & 255,
];

/** A PNG of 18 megapixels whose every pixel is known; every row is stored as its difference to the left. */
export function largePng(): Buffer {
  const { width, height } = LARGE;
  const rows = Buffer.alloc(height * (1 + width * 3));
  for (let y = 0, at = 0; y < height; y++) {
    rows[at++] = 1;
    let before: readonly number[] = [0, 0, 0];
    for (let x = 0; x < width; x++) {
      const colour = largeAt(x, y);
      for (let c = 0; c < 3; c++) rows[at++] = (colour[c]! - before[c]!) & 255;
      before = colour;
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows, { level: 1 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** A chunk of PNG: length, type, data, checksum of the two. */
function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  checksum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, checksum]);
}
