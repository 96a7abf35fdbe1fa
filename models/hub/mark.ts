/** What is known of a stored file, written beside it: whether it is whole, and what its bytes must be. */
import type { Digest } from '../../src/weights/digest';
import type { FileStore } from './store';

export interface Mark {
  /** The server said that there is no such file. */
  readonly missing?: boolean;
  /** Length and SHA-256 of the whole file. Marks of earlier versions have no digest. */
  readonly bytes?: number;
  readonly sha256?: string;
  /** What is stored was found to be damaged. */
  readonly damaged?: boolean;
}

export const MARK = '.mark';
export const markOf = (name: string): string => `${name}${MARK}`;

/** Undefined where nothing is known, as of a file that is not whole yet. A mark that cannot be read tells of damage. */
export async function readMark(store: FileStore, name: string): Promise<Mark | undefined> {
  if ((await store.length(markOf(name))) === 0) return undefined;
  try {
    const mark: unknown = JSON.parse(new TextDecoder().decode(await store.read(markOf(name))));
    return typeof mark === 'object' && mark !== null ? mark : { damaged: true };
  } catch (error) {
    if (error instanceof SyntaxError) return { damaged: true };
    throw error;
  }
}

export async function writeMark(store: FileStore, name: string, mark: Mark): Promise<void> {
  await store.remove(markOf(name));
  const file = await store.append(markOf(name));
  await file.write(new TextEncoder().encode(JSON.stringify(mark)));
  await file.close();
}

/** Whether so many stored bytes can be what their mark says; reads none of them. */
export const isWhole = (mark: Mark | undefined, bytes: number): boolean =>
  mark !== undefined && !mark.damaged && mark.bytes === bytes;

/**
 * The bytes of a file that its mark calls whole, or undefined when there is something else: held to the length first,
 * which costs nothing, then to the digest.
 */
export async function readSound(
  store: FileStore,
  name: string,
  mark: Mark | undefined,
  digest: Digest,
): Promise<Uint8Array | undefined> {
  if (mark === undefined || !isWhole(mark, await store.length(name))) return undefined;
  const bytes = await store.read(name);
  const sha256 = await digest(bytes);
  if (mark.sha256 === undefined) await writeMark(store, name, { ...mark, sha256 });
  return mark.sha256 === undefined || mark.sha256 === sha256 ? bytes : undefined;
}
