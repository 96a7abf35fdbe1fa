/** Where downloaded files stay between visits: a flat set of named byte sequences that can grow at their end. */
export interface FileStore {
  /** Bytes kept under a name; 0 when there are none. */
  length(name: string): Promise<number>;
  /** Opens a file to write at its end; one at a time. Throws `QuotaExceededError` from `write` when there is no room. */
  append(name: string): Promise<Appender>;
  /** Whole contents. @throws Error when there is no such file */
  read(name: string): Promise<Uint8Array>;
  /** Removes a file; nothing happens when there is none. */
  remove(name: string): Promise<void>;
  list(): Promise<readonly StoredFile[]>;
}

export interface Appender {
  write(chunk: Uint8Array): Promise<void>;
  /** What was written is kept, whether or not the file is whole. */
  close(): Promise<void>;
}

export interface StoredFile {
  readonly name: string;
  readonly bytes: number;
}

/** A store that lasts as long as the program: for tests, and where a browser has no private file system. */
export class MemoryStore implements FileStore {
  private readonly files = new Map<string, Uint8Array[]>();

  /** @param quota most bytes over all files */
  constructor(private readonly quota = Infinity) {}

  async length(name: string): Promise<number> {
    return sizeOf(this.files.get(name) ?? []);
  }

  async append(name: string): Promise<Appender> {
    const chunks = this.files.get(name) ?? [];
    this.files.set(name, chunks);
    return {
      write: async (chunk) => {
        const used = [...this.files.values()].reduce((sum, file) => sum + sizeOf(file), 0);
        if (used + chunk.length > this.quota) throw quotaError();
        chunks.push(chunk.slice());
      },
      close: async () => undefined,
    };
  }

  async read(name: string): Promise<Uint8Array> {
    const chunks = this.files.get(name);
    if (chunks === undefined) throw new Error(`There is no stored file ${name}.`);
    const bytes = new Uint8Array(sizeOf(chunks));
    let at = 0;
    for (const chunk of chunks) {
      bytes.set(chunk, at);
      at += chunk.length;
    }
    return bytes;
  }

  async remove(name: string): Promise<void> {
    this.files.delete(name);
  }

  async list(): Promise<readonly StoredFile[]> {
    return [...this.files].map(([name, chunks]) => ({ name, bytes: sizeOf(chunks) }));
  }
}

const sizeOf = (chunks: readonly Uint8Array[]): number => chunks.reduce((sum, { length }) => sum + length, 0);

function quotaError(): Error {
  const error = new Error('The store is full.');
  error.name = 'QuotaExceededError';
  return error;
}
