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

/** Parts of a hub's addresses that lead to a repository's pages, and those whose next part is a revision. */
const PAGES: readonly string[] = [
  'tree',
  'resolve',
  'blob',
  'raw',
  'blame',
  'commits',
  'commit',
  'edit',
  'discussions',
];
const OF_REVISION: readonly string[] = ['tree', 'resolve', 'blob', 'raw', 'blame', 'commits', 'commit'];
/** First parts of a hub's addresses that are no owners. */
const NO_MODELS: readonly string[] = ['datasets', 'spaces', 'docs', 'papers', 'collections', 'blog', 'api'];

/**
 * What somebody typed or pasted: `owner/name`, the address of any page or file of a repository (its revision counts where
 * none is given), or the address of a folder with a model's files.
 * @param base hub that ids belong to; addresses of the public hub are known besides
 * @throws WhylightError ('bad-input') for anything else
 */
export function parseRemote(text: string, revision: string | undefined, base: string = HUB): Remote {
  const typed = text.trim().replace(/\/+$/, '');
  const asked = revision?.trim() || undefined;
  const address = addressOf(typed, base);
  if (address === undefined) return withChecked(repositoryOf(typed, asked, base));
  const hub = [base, HUB].find((known) => address.startsWith(`${known}/`));
  if (hub === undefined) return withChecked({ url: typed });
  const parts = address
    .slice(hub.length + 1)
    .replace(/[?#].*$/, '')
    .split('/')
    .filter((piece) => piece !== '');
  const [owner, name, kind, named] = parts;
  if (NO_MODELS.includes(owner ?? '')) {
    throw new WhylightError(
      'bad-input',
      `${quoted(typed)} is no model's page: give the address of a model, or owner/name.`,
    );
  }
  if (owner === undefined || name === undefined || (kind !== undefined && !PAGES.includes(kind)))
    return withChecked({ url: typed });
  const own = named !== undefined && OF_REVISION.includes(kind!) ? decoded(named) : undefined;
  return withChecked(repositoryOf(`${owner}/${name}`, asked ?? own, hub));
}

/** The address that a text is, with the public hub's as people shorten it spelt out; undefined where it is none. */
function addressOf(typed: string, base: string): string | undefined {
  const short = /^(?:https?:\/\/)?(?:www\.)?(?:huggingface\.co|hf\.co)\/(.+)$/i.exec(typed)?.[1];
  if (short !== undefined && !typed.startsWith(`${base}/`)) return `${HUB}/${short}`;
  const path = /^(?:hf-hub:|hf:\/\/)(.+)$/.exec(typed)?.[1];
  if (path !== undefined) return `${base}/${path}`;
  return /^https?:\/\//.test(typed) ? typed : undefined;
}

const repositoryOf = (id: string, revision: string | undefined, base: string): Repository => ({
  id,
  ...(revision === undefined ? {} : { revision }),
  ...(base === HUB ? {} : { base }),
});

/** As it stands where it is not encoded as addresses are: it is refused by its name then. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return text;
    throw error;
  }
}

function withChecked<R extends Remote>(remote: R): R {
  checkRemote(remote);
  return remote;
}
