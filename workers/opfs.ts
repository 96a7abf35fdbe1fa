import type { Appender, FileStore, StoredFile } from '../models/hub/store';
import { WhylightError } from '../src/tensor/error';

const FOLDER = 'whylight-models';

/** Files that are whole or partial in the browser's origin-private file system, in one folder. For a worker. */
export class OpfsStore implements FileStore {
  private constructor(private readonly folder: FileSystemDirectoryHandle) {}

  /** Undefined where the browser has no such file system, as in some private windows. */
  static async open(): Promise<OpfsStore | undefined> {
    const storage = navigator.storage as Partial<StorageManager> | undefined;
    if (!globalThis.isSecureContext || !storage?.getDirectory) return undefined;
    try {
      const root = await storage.getDirectory();
      return new OpfsStore(await root.getDirectoryHandle(FOLDER, { create: true }));
    } catch {
      // Browsers offer the function and refuse it where storage is switched off, each with an error of its own:
      // `SecurityError`, in private windows of Safari `UnknownError`. Whatever it is, models are then kept in memory.
      return undefined;
    }
  }

  async length(name: string): Promise<number> {
    const handle = await this.find(name);
    return handle === undefined ? 0 : (await handle.getFile()).size;
  }

  async append(name: string): Promise<Appender> {
    const handle = await this.folder.getFileHandle(name, { create: true });
    const file = await exclusive(handle);
    let at = file.getSize();
    return {
      write: async (chunk) => {
        const written = file.write(chunk, { at });
        // Where there is no room Chromium writes a part and returns an error's number, −8, as an unsigned one.
        if (written !== chunk.length) {
          file.truncate(at);
          throw new DOMException('The store is full.', 'QuotaExceededError');
        }
        at += written;
      },
      close: async () => {
        file.flush();
        file.close();
      },
    };
  }

  async read(name: string): Promise<Uint8Array> {
    const handle = await this.find(name);
    if (handle === undefined) throw new Error(`There is no stored file ${name}.`);
    return new Uint8Array(await (await handle.getFile()).arrayBuffer());
  }

  async remove(name: string): Promise<void> {
    if ((await this.find(name)) !== undefined) await this.folder.removeEntry(name);
  }

  async list(): Promise<readonly StoredFile[]> {
    const files: StoredFile[] = [];
    for await (const [name, handle] of this.folder.entries()) {
      if (handle.kind === 'file') files.push({ name, bytes: (await handle.getFile()).size });
    }
    return files;
  }

  private async find(name: string): Promise<FileSystemFileHandle | undefined> {
    try {
      return await this.folder.getFileHandle(name);
    } catch (error) {
      if (error instanceof DOMException && error.name === 'NotFoundError') return undefined;
      throw error;
    }
  }
}

/** One writer at a time over all pages: another page that downloads the same file holds it. */
async function exclusive(handle: FileSystemFileHandle): Promise<FileSystemSyncAccessHandle> {
  try {
    return await handle.createSyncAccessHandle();
  } catch (error) {
    if (!(error instanceof DOMException) || error.name !== 'NoModificationAllowedError') throw error;
    throw new WhylightError(
      'network',
      'Another page is loading the same model: wait until it is done there, or close that page.',
      { cause: error },
    );
  }
}

/** Room that the browser still gives this site, in bytes; undefined where it does not say. */
export async function freeBytes(): Promise<number | undefined> {
  const storage = navigator.storage as Partial<StorageManager> | undefined;
  const estimate = await storage?.estimate?.();
  return estimate?.quota === undefined ? undefined : estimate.quota - (estimate.usage ?? 0);
}
