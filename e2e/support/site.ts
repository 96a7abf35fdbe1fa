/** The build in a folder of its own, whose files a test may change: other models, new versions. */
import { createHash } from 'node:crypto';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { toyClipmapper } from '../../models/fixtures/clipmapper';
import { TOY_MODEL, type Files } from './models';
import { serveFolder, type StaticServer } from './staticServer';

const SERVICE = 'sw.js';

export interface Site {
  readonly url: string;
  /** Publishes a version in which these files are others; the service worker's list says so, as a build would. */
  publish(files: Files): Promise<void>;
  /** From now on there is no network. */
  disconnect(): Promise<void>;
  remove(): Promise<void>;
}

/**
 * @param headers of every response; none as on plain hosts
 * @param prefix subpath, with slashes at both ends
 */
export async function makeSite(headers: Readonly<Record<string, string>> = {}, prefix = '/'): Promise<Site> {
  const folder = await mkdtemp(path.join(tmpdir(), 'whylight-site-'));
  await cp('dist', folder, { recursive: true });
  const server: StaticServer = await serveFolder(folder, prefix, headers);
  let isConnected = true;
  const digest = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('base64');

  async function disconnect(): Promise<void> {
    if (isConnected) await server.close();
    isConnected = false;
  }

  return {
    url: server.url,
    async publish(files) {
      let service = await readFile(path.join(folder, SERVICE), 'utf8');
      for (const [name, contents] of Object.entries(files)) {
        const file = path.join(folder, name);
        const before = digest(await readFile(file));
        if (!service.includes(before)) throw new Error(`${SERVICE} does not list ${name}.`);
        await writeFile(file, contents);
        service = service.replace(before, digest(Buffer.from(contents)));
      }
      await writeFile(path.join(folder, SERVICE), service);
    },
    disconnect,
    async remove() {
      await disconnect();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Files of the smallest model that is a real one, at the bundled model's place. */
export async function toyFiles(): Promise<Files> {
  const files = await toyClipmapper(TOY_MODEL);
  return Object.fromEntries(
    Object.entries(files).map(([name, contents]) => [`models/stickers/${name}`, contents]),
  );
}
