/** A plain static host, such as many people have: a folder under a subpath, no special headers. */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
};

export interface StaticServer {
  /** Address of the folder, with a slash at the end. */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Serves a folder on a free port.
 *
 * @param folder what to serve
 * @param prefix subpath that it is served under, with slashes at both ends
 * @param headers added to every response
 */
export async function serveFolder(
  folder: string,
  prefix = '/',
  headers: Readonly<Record<string, string>> = {},
): Promise<StaticServer> {
  const root = path.resolve(folder);
  const server = createServer((request, response) => {
    void answer(request.url ?? '/').then(
      (file) => {
        const type = file && (TYPES[path.extname(file)] ?? 'application/octet-stream');
        response.writeHead(file ? 200 : 404, { ...headers, ...(type ? { 'Content-Type': type } : {}) });
        if (file) createReadStream(file).pipe(response);
        else response.end('Not found');
      },
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });

  /** The file that an address stands for, if there is one below the folder. */
  async function answer(url: string): Promise<string | undefined> {
    const { pathname } = new URL(url, 'http://host');
    if (!pathname.startsWith(prefix)) return undefined;
    const rest = decodeURIComponent(pathname.slice(prefix.length));
    const file = path.join(root, rest === '' || rest.endsWith('/') ? `${rest}index.html` : rest);
    if (!file.startsWith(root + path.sep)) return undefined;
    const found = await stat(file).catch(() => undefined);
    return found?.isFile() ? file : undefined;
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}${prefix}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
