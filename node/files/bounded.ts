/** Files as strangers may have made them: read with a limit, whatever the file system says of their size. */
import { constants, type PathLike } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';

export type Trouble = 'missing' | 'folder' | 'forbidden' | 'special' | 'long' | 'other';

/** Why a file was not read. The message goes on after its name: `is a folder`. */
export class Unread extends Error {
  constructor(
    readonly trouble: Trouble,
    message: string,
  ) {
    super(message);
    this.name = 'Unread';
  }
}

/** One read of the system takes no more. */
const STEP = 1 << 28;

/**
 * All bytes of a file, and no others: a device such as `/dev/zero` has no end, a named pipe may have no beginning, and a file
 * that somebody writes to is not yet what it will be.
 * @param most bytes that are read
 * @throws Unread
 */
export async function readBounded(file: PathLike, most: number): Promise<Buffer> {
  // A named pipe nobody writes to would keep `open` waiting.
  const handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK).catch(refused);
  try {
    const found = await handle.stat();
    if (found.isDirectory()) throw new Unread('folder', 'is a folder');
    if (!found.isFile()) throw new Unread('special', 'is a device or a pipe and no file');
    if (found.size > most) throw tooLong(found.size, most);
    return await readWhole(handle, found.size);
  } catch (error) {
    return refused(error);
  } finally {
    await handle.close();
  }
}

async function readWhole(handle: FileHandle, size: number): Promise<Buffer> {
  const bytes = reserved(size);
  let at = 0;
  while (at < size) {
    const { bytesRead } = await handle.read(bytes, at, Math.min(STEP, size - at), at);
    if (bytesRead === 0) break;
    at += bytesRead;
  }
  const { bytesRead: more } = await handle.read(Buffer.alloc(1), 0, 1, at);
  if (more > 0 || at < size) throw new Unread('other', 'changes while it is read');
  return bytes;
}

/** @throws Unread where there is no such memory */
function reserved(size: number): Buffer {
  try {
    return Buffer.allocUnsafeSlow(size);
  } catch {
    throw new Unread('long', `has ${size} bytes, more than this machine has memory for`);
  }
}

const tooLong = (size: number, most: number): Unread =>
  new Unread('long', `has ${size} bytes, more than the allowed ${most}`);

/** What this program was given to read from: a pipe from another one, or what is typed. */
export const isStandardInput = (file: string): boolean =>
  ['-', '/dev/stdin', '/dev/fd/0', '/proc/self/fd/0'].includes(file);

/** Everything that comes on standard input. @throws Unread beyond `most` bytes */
export async function readStandardInput(most: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of process.stdin as AsyncIterable<Buffer | string>) {
    const bytes = typeof part === 'string' ? Buffer.from(part) : part;
    length += bytes.length;
    if (length > most) throw new Unread('long', `holds more than the allowed ${most} bytes`);
    parts.push(bytes);
  }
  return Buffer.concat(parts);
}

function refused(error: unknown): never {
  if (error instanceof Unread) throw error;
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT' || code === 'ENOTDIR') throw new Unread('missing', 'is not there');
  if (code === 'EISDIR') throw new Unread('folder', 'is a folder');
  if (code === 'EACCES' || code === 'EPERM') throw new Unread('forbidden', 'may not be read');
  // A socket, or a device that nothing stands behind.
  if (code === 'ENXIO') throw new Unread('special', 'is a device or a pipe and no file');
  throw new Unread('other', `could not be read (${error instanceof Error ? error.message : String(error)})`);
}
