/** Where a model can be fetched from: a repository of a hub, or a folder at an address; and under what names it is stored. */
import { WhylightError } from '../../src/tensor/error';
import { quoted } from '../../src/tensor/quote';

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

/** A folder that any server offers. */
export interface RemoteFolder {
  readonly url: string;
}

export type Remote = Repository | RemoteFolder;

/** @throws WhylightError ('bad-input') for what is not a repository id, a revision or a hub */
export function checkRepository({ id, revision = 'main', base = HUB }: Repository): Required<Repository> {
  if (!/^[\w][\w.-]*\/[\w][\w.-]*$/.test(id) || id.includes('..')) {
    throw new WhylightError(
      'bad-input',
      `${quoted(id)} is no repository: give owner/name, such as openai/clip-vit-base-patch32.`,
    );
  }
  if (!/^[\w][\w./-]*$/.test(revision) || revision.includes('..')) {
    throw new WhylightError('bad-input', `${quoted(revision)} is no revision: give a commit, branch or tag.`);
  }
  return { id, revision, base: checkAddress(base, 'of a hub') };
}

/** An http address without query, fragment, user or trailing slashes. */
function checkAddress(address: string, what: string): string {
  const isAddress =
    /^https?:\/\/[^\s?#@]+$/.test(address) && URL.canParse(address) && !address.includes('..');
  if (isAddress) return address.replace(/\/+$/, '');
  throw new WhylightError(
    'bad-input',
    `${quoted(address)} is no address ${what}: it must begin with https://.`,
  );
}

/** A remote with every part present. Errors as `checkRepository`. */
export function checkRemote(remote: Remote): Required<Repository> | RemoteFolder {
  if ('url' in remote) return { url: checkAddress(remote.url, "of a model's folder") };
  return checkRepository(remote);
}

const part = (text: string): string => text.split('/').map(encodeURIComponent).join('/');

/** Address of a file of a repository or folder. */
export function fileAddress(remote: Remote, path: string): string {
  const checked = checkRemote(remote);
  if ('url' in checked) return `${checked.url}/${part(path)}`;
  const { id, revision, base } = checked;
  return `${base}/${part(id)}/resolve/${encodeURIComponent(revision)}/${part(path)}`;
}

/** Address at which a hub lists the files of a repository's uppermost folder. */
export function listingAddress(repository: Repository): string {
  const { id, revision, base } = checkRepository(repository);
  return `${base}/api/models/${part(id)}/tree/${encodeURIComponent(revision)}`;
}

/** The server that is asked, as people know it: `huggingface.co`, or with the port where it has one. */
export function hostOf(remote: Remote): string {
  return new URL(fileAddress(remote, '')).host;
}

/** What the model is called before it has told its name. */
export function remoteName(remote: Remote): string {
  return 'url' in remote ? remote.url.replace(/^https?:\/\//, '').replace(/\/+$/, '') : remote.id;
}

/** Name under which a file of a remote is stored: key and path. */
export function storedName(remote: Remote, path: string): string {
  return `${remoteKey(remote)}@${encodeURIComponent(path)}`;
}

/** Identifies a remote in the store; two that are the same have the same key. */
export function remoteKey(remote: Remote): string {
  const checked = checkRemote(remote);
  if ('url' in checked) return `${encodeURIComponent(checked.url)}@`;
  const { id, revision, base } = checked;
  const host = base === HUB ? '' : `${base}/`;
  return [`${host}${id}`, revision].map(encodeURIComponent).join('@');
}

/** The remote of a key, or undefined for a text that is not a key. */
export function remoteOf(key: string): Remote | undefined {
  let parts: string[];
  try {
    parts = key.split('@').map(decodeURIComponent);
  } catch {
    // Not encoded by `remoteKey`.
    return undefined;
  }
  const [place, revision, ...rest] = parts;
  if (place === undefined || revision === undefined || rest.length > 0) return undefined;
  if (revision === '') return { url: place };
  const path = place.split('/');
  const id = path.splice(-2).join('/');
  return path.length === 0 ? { id, revision } : { id, revision, base: path.join('/') };
}

/**
 * What somebody typed: `owner/name`, an address of a repository's page (with `/tree/REVISION` or without), or the address
 * of a folder with a model's files.
 * @param base hub that ids belong to
 * @throws WhylightError ('bad-input') for anything else
 */
export function parseRemote(text: string, revision: string | undefined, base: string = HUB): Remote {
  const typed = text.trim().replace(/\/+$/, '');
  const asked = revision?.trim() || undefined;
  const own = (id: string, rev = asked): Repository => ({
    id,
    ...(rev === undefined ? {} : { revision: rev }),
    ...(base === HUB ? {} : { base }),
  });
  if (!/^https?:\/\//.test(typed)) return withChecked(own(typed));
  if (!typed.startsWith(`${base}/`)) return withChecked({ url: typed });
  const match = /^([^/]+\/[^/]+)(?:\/(?:tree|resolve|blob)\/([^/]+))?$/.exec(typed.slice(base.length + 1));
  if (match === null) return withChecked({ url: typed });
  return withChecked(own(match[1]!, asked ?? (match[2] && decodeURIComponent(match[2]))));
}

function withChecked<R extends Remote>(remote: R): R {
  checkRemote(remote);
  return remote;
}
