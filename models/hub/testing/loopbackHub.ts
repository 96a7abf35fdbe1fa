/**
 * A hub on loopback as browsers meet the public one: a list of files, small files by a redirect to a cache of the same
 * origin and packed on the way, large ones by a redirect to signed addresses of a storage on another, CORS without exposed
 * headers, preflights refused, and 401 for what does not exist. It can cut connections, fall silent, refuse parts, count
 * requests, or answer nonsense.
 */
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import type { Files } from './published';

/** How the storage behaves; changed between requests by tests. */
export interface Faults {
  /** Ends the connection after so many bytes of a response's body, once each, in order. */
  cuts: number[];
  /** Sends whole files whatever range is asked for. */
  ignoresRanges: boolean;
  /** Breaks off whoever asks for a range, as where a browser's preflight is refused. */
  refusesRanges: boolean;
  /** Answers every request for a large file with this status. */
  status: number | undefined;
  /** Takes the place of `status` once a connection was cut. */
  statusAfterCut: number | undefined;
  /** Waits so many milliseconds after each part of a large file. */
  pause: number;
  /** Sends nothing more after so many bytes of a large file, once each, and keeps the connection. */
  silences: number[];
  /** Sends this in place of large files. */
  instead: Uint8Array | undefined;
  /** How small files are packed: with the length of what is sent, or in pieces without one. */
  packing: 'with length' | 'without length' | undefined;
  /** The hub has counted too many requests; its window is 300 s. */
  isOverLimit: boolean;
  /** The hub lists no files, as a mirror that holds files only. */
  listsNothing: boolean;
}

/** A hub that does what it should. */
export const NO_FAULTS: Omit<Faults, 'cuts' | 'silences'> = {
  ignoresRanges: false,
  refusesRanges: false,
  status: undefined,
  statusAfterCut: undefined,
  pause: 0,
  instead: undefined,
  packing: 'with length',
  isOverLimit: false,
  listsNothing: false,
};

export interface LoopbackHub {
  readonly base: string;
  readonly faults: Faults;
  /** `METHOD path range` of every request so far. */
  readonly log: string[];
  /** `Referer` of every request that had one. */
  readonly referers: string[];
  close(): Promise<void>;
}

/** @param repositories files by `owner/name`; `*.safetensors` and `*.bin` lie in storage */
export async function startHub(repositories: Readonly<Record<string, Files>>): Promise<LoopbackHub> {
  const faults: Faults = { ...NO_FAULTS, cuts: [], silences: [] };
  const log: string[] = [];
  const referers: string[] = [];
  const note = (where: string, { method, url, headers }: IncomingMessage) => {
    log.push([where, method, url, headers.range].filter(Boolean).join(' '));
    if (headers.referer !== undefined) referers.push(headers.referer);
  };
  const storage = await listen((request, response) => {
    note('storage', request);
    if (refusesPreflight(request, response)) return;
    const { pathname, searchParams } = new URL(request.url!, 'http://storage');
    const [, owner, name, file] = pathname.split('/').map(decodeURIComponent);
    const bytes = repositories[`${owner}/${name}`]?.[file!];
    if (bytes === undefined || searchParams.get('X-Amz-Signature') !== signature(pathname))
      return void response.writeHead(403, CORS).end();
    if (faults.status !== undefined) return void response.writeHead(faults.status, CORS).end();
    if (faults.refusesRanges && request.headers.range !== undefined) return void response.destroy();
    sendRange(request, response, faults.instead ?? bytes, faults);
  });
  const hub = await listen((request, response) => {
    note('hub', request);
    if (refusesPreflight(request, response)) return;
    if (faults.isOverLimit) return tooMany(response);
    const { files, kind, revision, id, file } = asked(request.url!, repositories);
    if (files === undefined) return json(response, 401, { error: 'Invalid username or password.' });
    if (kind === 'tree' && !faults.listsNothing) return json(response, 200, treeOf(files));
    const bytes = files[file];
    if (bytes === undefined || kind === 'tree')
      return void response.writeHead(404, CORS).end('Entry not found');
    if (isLarge(file)) {
      const pathname = `/${id}/${encodeURIComponent(file)}`;
      const Location = `${storage.base}${pathname}?X-Amz-Expires=3600&X-Amz-Signature=${signature(pathname)}`;
      return void response.writeHead(302, { ...CORS, Location }).end();
    }
    if (kind === 'resolve') {
      const Location = `/api/resolve-cache/models/${id}/${revision}/${encodeURIComponent(file)}`;
      return void response.writeHead(307, { ...CORS, Location }).end();
    }
    sendSmall(response, bytes, faults.packing);
  });
  return {
    base: hub.base,
    faults,
    log,
    referers,
    close: async () => {
      if (!hub.server.listening) return;
      await Promise.all([hub, storage].map(({ server }) => stop(server)));
    },
  };
}

const CORS = { 'Access-Control-Allow-Origin': '*' };

const isLarge = (file: string): boolean => /\.(safetensors|bin)$/.test(file);

/** Stands for what a cloud signs: an address that was not handed out opens nothing. */
const signature = (pathname: string): string => digestOf(new TextEncoder().encode(pathname)).slice(0, 16);

const digestOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** `/OWNER/NAME/resolve/REVISION/FILE`, `/api/models/OWNER/NAME/tree/REVISION`, `/api/resolve-cache/models/…`. */
function asked(url: string, repositories: Readonly<Record<string, Files>>) {
  const parts = url.split('?')[0]!.split('/').slice(1);
  const isCached = url.startsWith('/api/resolve-cache/models/');
  if (isCached) parts.splice(0, 3);
  else if (url.startsWith('/api/models/')) parts.splice(0, 2);
  if (isCached) parts.splice(2, 0, 'cache');
  const [owner, name, kind, revision, file = ''] = parts.map(decodeURIComponent);
  const id = `${owner}/${name}`;
  return { id, kind, revision, file, files: repositories[id] };
}

function treeOf(files: Files): object[] {
  const folder = { type: 'directory', oid: '0'.repeat(40), size: 0, path: 'onnx' };
  const listed = Object.entries(files).map(([path, bytes]) => ({
    type: 'file',
    oid: createHash('sha1').update(bytes).digest('hex'),
    size: bytes.length,
    path,
    ...(isLarge(path) ? { lfs: { oid: digestOf(bytes), size: bytes.length, pointerSize: 134 } } : {}),
  }));
  return [folder, ...listed];
}

/** As the storage of the public hub does: a request that needs a preflight does not come through. */
function refusesPreflight(request: IncomingMessage, response: ServerResponse): boolean {
  if (request.method !== 'OPTIONS') return false;
  response.writeHead(403).end();
  return true;
}

function json(response: ServerResponse, status: number, value: object): void {
  response.writeHead(status, { ...CORS, 'Content-Type': 'application/json' }).end(JSON.stringify(value));
}

function tooMany(response: ServerResponse): void {
  const counted = { RateLimit: '"api";r=0;t=300', 'RateLimit-Policy': '"fixed window";"api";q=500;w=300' };
  response.writeHead(429, { ...CORS, ...counted }).end('Too many requests');
}

/** Packed, whatever was asked for; browsers and Node unpack it, and hide from a page that it was. */
function sendSmall(response: ServerResponse, bytes: Uint8Array, packing: Faults['packing']): void {
  const body = packing === undefined ? bytes : gzipSync(bytes);
  response.writeHead(200, {
    ...CORS,
    ETag: `"${digestOf(bytes)}"`,
    ...(packing === undefined ? {} : { 'Content-Encoding': 'gzip' }),
    ...(packing === 'without length' ? {} : { 'Content-Length': body.length }),
  });
  response.end(body);
}

function sendRange(
  request: IncomingMessage,
  response: ServerResponse,
  bytes: Uint8Array,
  faults: Faults,
): void {
  const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
  const partial = start > 0 && !faults.ignoresRanges;
  if (partial && start >= bytes.length) return void response.writeHead(416, CORS).end();
  const body = partial ? bytes.subarray(start) : bytes;
  response.writeHead(partial ? 206 : 200, {
    ...CORS,
    'Content-Length': body.length,
    // A browser's own cache may keep a part, and hand it out for another.
    'Cache-Control': 'public, max-age=31536000',
    ETag: `"${digestOf(bytes)}"`,
    'Accept-Ranges': 'bytes',
    ...(partial ? { 'Content-Range': `bytes ${start}-${bytes.length - 1}/${bytes.length}` } : {}),
  });
  const silence = faults.silences.shift();
  if (silence !== undefined) return void response.write(body.subarray(0, silence));
  const cut = faults.cuts.shift();
  if (cut === undefined && faults.pause > 0) return void sendSlowly(response, body, faults);
  if (cut === undefined) return void response.end(body);
  faults.status = faults.statusAfterCut ?? faults.status;
  // A browser drops what it has not handed to the page when a connection breaks: what was sent must have arrived.
  response.write(body.subarray(0, cut), () => setTimeout(() => response.destroy(), 50));
}

/** Twenty parts, with pauses between. */
async function sendSlowly(response: ServerResponse, body: Uint8Array, faults: Faults): Promise<void> {
  const part = Math.ceil(body.length / 20);
  for (let at = 0; at < body.length && !response.destroyed; at += part) {
    response.write(body.subarray(at, at + part));
    await new Promise((resolve) => setTimeout(resolve, faults.pause));
  }
  response.end();
}

async function listen(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<{ server: Server; base: string }> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, base: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

function stop(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve, reject) => server.close((error) => (error ? reject(error) : resolve())));
}
