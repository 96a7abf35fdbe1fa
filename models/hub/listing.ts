/** What a repository of a hub holds: names, sizes and digests of its files, by one request. */
import * as v from 'valibot';
import { download, type DownloadOptions } from './download';
import { ifThere } from './missing';
import { listingAddress, storedName, type Remote } from './remote';

export interface ListedFile {
  readonly bytes: number;
  /** Of large files, which lie in storage. */
  readonly sha256?: string;
}

/** Files of the uppermost folder by name. */
export type Listing = ReadonlyMap<string, ListedFile>;

/** Under which it is stored beside the files; no file can be called so, as hubs refuse the character. */
export const LISTING = 'tree?';

/** Entries of one answer; of a longer list the rest comes by a header that pages of another origin do not see. */
const PAGE = 1000;

const TREE = v.array(
  v.object({
    type: v.string(),
    path: v.string(),
    size: v.optional(v.number(), 0),
    lfs: v.optional(v.object({ oid: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)), size: v.number() })),
  }),
);

/**
 * The list of a repository's files, kept in the store like one of them. Undefined for a folder at an address, for hubs
 * that list nothing, and where the list is longer than what comes at once: such a place is asked file by file.
 * @throws WhylightError as `download`, above all ('network') where there is no such repository
 */
export async function listingOf(remote: Remote, options: DownloadOptions): Promise<Listing | undefined> {
  if ('url' in remote) return undefined;
  const bytes = await ifThere(download(listingAddress(remote), storedName(remote, LISTING), options));
  return bytes && readListing(bytes);
}

/** @returns undefined for what is no list of files */
export function readListing(bytes: Uint8Array): Listing | undefined {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder().decode(bytes));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
  const tree = v.safeParse(TREE, json);
  if (!tree.success || tree.output.length >= PAGE) return undefined;
  return new Map(
    tree.output
      .filter(({ type }) => type === 'file')
      .map(({ path, size, lfs }) => [path, lfs ? { bytes: lfs.size, sha256: lfs.oid } : { bytes: size }]),
  );
}
