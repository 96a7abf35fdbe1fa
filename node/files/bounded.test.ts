import { execFileSync } from 'node:child_process';
import { appendFile, mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readBounded, Unread } from './bounded';
import { decodeText } from './decode';

let dir = '';
const at = (name: string) => path.join(dir, name);
beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'whylight-bounded-'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

describe('readBounded', () => {
  it('reads all of a file of the largest size, and not one byte more', async () => {
    const bytes = Buffer.from(Array.from({ length: 1000 }, (_, i) => i % 251));
    await writeFile(at('file'), bytes);
    expect((await readBounded(at('file'), 1000)).equals(bytes)).toBe(true);
    await expect(readBounded(at('file'), 999)).rejects.toThrow('has 1000 bytes, more than the allowed 999');
    await writeFile(at('empty'), '');
    expect(await readBounded(at('empty'), 0)).toHaveLength(0);
  });

  it.skipIf(process.platform === 'win32')(
    'reads no device and no pipe, however they are called',
    async () => {
      execFileSync('mkfifo', [at('pipe')]);
      await symlink('/dev/zero', at('weights'));
      await symlink(at('pipe'), at('linked'));
      for (const file of ['/dev/zero', '/dev/null', at('weights'), at('pipe'), at('linked')])
        await expect(readBounded(file, 1e9), file).rejects.toMatchObject({ trouble: 'special' });
    },
  );

  it('takes no memory for a file that only says it is large', async () => {
    await writeFile(at('sparse'), '');
    await truncate(at('sparse'), 2 ** 40);
    await expect(readBounded(at('sparse'), 2 ** 30)).rejects.toMatchObject({ trouble: 'long' });
  });

  it('never holds more of a growing file than it had', async () => {
    await writeFile(at('growing'), Buffer.alloc(1 << 22));
    let isDone = false;
    const growing = (async () => {
      while (!isDone) await appendFile(at('growing'), Buffer.alloc(1 << 16));
    })();
    try {
      for (let time = 0; time < 20; time++) {
        const found = await readBounded(at('growing'), 1 << 26).catch((error: unknown) => error);
        if (found instanceof Unread)
          expect(found.message).toMatch(/changes while it is read|more than the allowed/);
        else expect((found as Buffer).length).toBeLessThanOrEqual(1 << 26);
      }
    } finally {
      isDone = true;
      await growing;
    }
  });

  it('says what is not there, and what is a folder', async () => {
    await expect(readBounded(at('nothing'), 9)).rejects.toMatchObject({ trouble: 'missing' });
    await expect(readBounded(dir, 9)).rejects.toMatchObject({ trouble: 'folder' });
  });
});

describe('decodeText', () => {
  it('reads texts with and without a mark of their byte order', () => {
    const text = '{"a":"é猫🐈"}\r\n';
    const little = Buffer.from(`\ufeff${text}`, 'utf16le');
    for (const bytes of [
      Buffer.from(text),
      Buffer.from(`\ufeff${text}`),
      little,
      Buffer.from(little).swap16(),
    ])
      expect(decodeText(bytes)).toBe(text);
  });
});
