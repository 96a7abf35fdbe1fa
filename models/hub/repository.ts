/** Models from a hub by repository id and revision. */
import { WhylightError } from '../../src/tensor/error';
import { openFolder, WEIGHTS_FILES } from './checkpoint';
import { download, type DownloadOptions } from './download';
import { fetchFile } from './fetch';
import type { ModelFolder } from './folder';
import { ifThere, MissingFile } from './missing';

/** The public hub. */
export const HUB = 'https://huggingface.co';

export interface Repository {
  /** `owner/name`. */
  readonly id: string;
  /** A commit, so that the files are always the same; or a branch or tag. `main` when left out. */
  readonly revision?: string;
  /** Address of the hub; the public one when left out. */
  readonly base?: string;
}

export interface HubOptions extends Pick<DownloadOptions, 'store' | 'fetch' | 'signal' | 'digest' | 'wait'> {
  /** Progress over the weights, in bytes; the other files are small. `total` is 0 while nothing states it. */
  readonly onProgress?: (loaded: number, total: number) => void;
  readonly licence?: string;
}

/** @throws WhylightError ('bad-input') for what is no repository id, revision or hub */
export function checkRepository({ id, revision = 'main', base = HUB }: Repository): Required<Repository> {
  if (!/^[\w][\w.-]*\/[\w][\w.-]*$/.test(id) || id.includes('..')) {
    throw new WhylightError(
      'bad-input',
      `"${id.slice(0, 80)}" is no repository: give owner/name, such as openai/clip-vit-base-patch32.`,
    );
  }
  if (!/^[\w][\w./-]*$/.test(revision) || revision.includes('..')) {
    throw new WhylightError(
      'bad-input',
      `"${revision.slice(0, 80)}" is no revision: give a commit, branch or tag.`,
    );
  }
  if (!/^https?:\/\/[^\s?#]+$/.test(base)) {
    throw new WhylightError(
      'bad-input',
      `"${base.slice(0, 80)}" is no address of a hub: it must begin with https://.`,
    );
  }
  return { id, revision, base: base.replace(/\/+$/, '') };
}

/** Address of a file of a repository; `raw` gives the pointer in place of a large file. */
export function fileAddress(
  repository: Repository,
  path: string,
  kind: 'resolve' | 'raw' = 'resolve',
): string {
  const { id, revision, base } = checkRepository(repository);
  const part = (text: string) => text.split('/').map(encodeURIComponent).join('/');
  return `${base}/${part(id)}/${kind}/${encodeURIComponent(revision)}/${part(path)}`;
}

/** Name under which a file of a repository is stored. */
export function storedName(repository: Repository, path: string): string {
  const { id, revision, base } = checkRepository(repository);
  const host = base === HUB ? '' : `${base}/`;
  return [`${host}${id}`, revision, path].map(encodeURIComponent).join('@');
}

/**
 * Loads a repository's model: a folder with our manifest, or a CLIP checkpoint as it was published. Every file is kept
 * in the store, so that a later visit needs no network.
 * @throws WhylightError as `download` and `openFolder`
 */
export function openRepository(repository: Repository, options: HubOptions): Promise<ModelFolder> {
  const { onProgress, licence, ...common } = options;
  const { id } = checkRepository(repository);
  return openFolder(
    async (path) => {
      const url = fileAddress(repository, path);
      const isWeights = WEIGHTS_FILES.includes(path);
      const name = storedName(repository, path);
      const expected =
        isWeights && (await common.store.length(`${name}.mark`)) === 0
          ? await pointerOf(repository, path, options)
          : undefined;
      return download(url, name, { ...common, expected, onBytes: isWeights ? onProgress : undefined });
    },
    {
      id,
      ...(licence === undefined ? {} : { licence }),
      ...(options.digest ? { digest: options.digest } : {}),
    },
  );
}

/**
 * Size and SHA-256 of a large file, out of the pointer that stands in its place in the repository (Git LFS). Undefined
 * when the file is stored otherwise; a hub that answers with anything else makes no difference but that of the check.
 */
async function pointerOf(repository: Repository, path: string, { fetch, signal }: HubOptions) {
  const url = fileAddress(repository, path, 'raw');
  const bytes = await ifThere(
    fetchFile(url, (address) => fetch(address, signal === undefined ? {} : { signal }), {
      expectedBytes: 4096,
    }),
  ).catch((error: unknown) => {
    // A file that is no pointer is longer than one.
    if (error instanceof WhylightError && !(error instanceof MissingFile)) return undefined;
    throw error;
  });
  const text = bytes === undefined ? '' : new TextDecoder().decode(bytes);
  const sha256 = /^oid sha256:([0-9a-f]{64})$/m.exec(text)?.[1];
  const size = /^size (\d{1,15})$/m.exec(text)?.[1];
  return sha256 === undefined || size === undefined ? undefined : { sha256, bytes: Number(size) };
}
