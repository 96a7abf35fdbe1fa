/**
 * A hub on loopback as browsers meet the public one: small files from one origin, large ones by a redirect to storage on
 * another, CORS without exposed headers, preflights refused. It can cut connections, ignore ranges, or answer nonsense.
 */
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Files } from './published';

/** How the storage behaves; changed between requests by tests. */
export interface Faults {
  /** Ends the connection after so many bytes of a response's body, once each, in order. */
  cuts: number[];
  /** Sends whole files whatever range is asked for. */
  ignoresRanges: boolean;
  /** Answers every request for a large file with this status. */
  status: number | undefined;
  /** Takes the place of `status` once a connection was cut. */
  statusAfterCut: number | undefined;
  /** Waits so many milliseconds after each part of a large file. */
  pause: number;
  /** Sends this in place of large files. */
  instead: Uint8Array | undefined;
}

/** A storage that does what it should. */
export const NO_FAULTS: Omit<Faults, 'cuts'> = {
  ignoresRanges: false,
  status: undefined,
  statusAfterCut: undefined,
  pause: 0,
  instead: undefined,
};

export interface LoopbackHub {
  readonly base: string;
  readonly faults: Faults;
  /** `METHOD path range` of every request so far. */
  readonly log: string[];
  close(): Promise<void>;
}

/** @param repositories files by `owner/name`; `*.safetensors` lie in storage and have pointers under `/raw/` */
export async function startHub(repositories: Readonly<Record<string, Files>>): Promise<LoopbackHub> {
  const faults: Faults = { ...NO_FAULTS, cuts: [] };
  const log: string[] = [];
  const storage = await listen((request, response) => {
    note(log, 'storage', request);
    const [, owner, name, file] = request.url!.split('/').map(decodeURIComponent);
    const bytes = repositories[`${owner}/${name}`]?.[file!];
    if (refusesPreflight(request, response) || bytes === undefined) return;
    if (faults.status !== undefined) return void response.writeHead(faults.status, CORS).end();
    sendRange(request, response, faults.instead ?? bytes, faults);
  });
  const hub = await listen((request, response) => {
    note(log, 'hub', request);
    if (refusesPreflight(request, response)) return;
    const [, owner, name, kind, , file] = request.url!.split('/').map(decodeURIComponent);
    const bytes = repositories[`${owner}/${name}`]?.[file!];
    if (bytes === undefined) return void response.writeHead(404, CORS).end('Entry not found');
    const large = file!.endsWith('.safetensors');
    if (large && kind === 'raw') return void response.writeHead(200, CORS).end(pointer(bytes));
    if (large) {
      const Location = `${storage.base}/${owner}/${name}/${file}`;
      return void response.writeHead(302, { ...CORS, Location }).end();
    }
    response.writeHead(200, { ...CORS, 'Content-Length': bytes.length }).end(bytes);
  });
  return {
    base: hub.base,
    faults,
    log,
    close: async () => {
      if (!hub.server.listening) return;
      await Promise.all([hub, storage].map(({ server }) => stop(server)));
    },
  };
}

const CORS = { 'Access-Control-Allow-Origin': '*' };

const note = (log: string[], where: string, { method, url, headers }: IncomingMessage) =>
  log.push([where, method, url, headers.range].filter(Boolean).join(' '));

/** As the storage of the public hub does: a request that needs a preflight does not come through. */
function refusesPreflight(request: IncomingMessage, response: ServerResponse): boolean {
  if (request.method !== 'OPTIONS') return false;
  response.writeHead(403).end();
  return true;
}

function pointer(bytes: Uint8Array): string {
  const digest = createHash('sha256').update(bytes).digest('hex');
  return `version https://git-lfs.github.com/spec/v1\noid sha256:${digest}\nsize ${bytes.length}\n`;
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
    ...(partial ? { 'Content-Range': `bytes ${start}-${bytes.length - 1}/${bytes.length}` } : {}),
  });
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
