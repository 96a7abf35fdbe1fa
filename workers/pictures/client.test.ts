import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createPictureClient, type PicturePort } from './client';
import type { PictureReply, PictureRequest } from './protocol';

type Listener = (event: { readonly data?: unknown; readonly message?: string }) => void;

class FakePort implements PicturePort {
  readonly asked: PictureRequest[] = [];
  isEnded = false;
  readonly #listeners = new Map<string, Listener>();

  postMessage(message: PictureRequest): void {
    this.asked.push(message);
  }

  terminate(): void {
    this.isEnded = true;
  }

  addEventListener(type: 'message' | 'error', listener: Listener): void {
    this.#listeners.set(type, listener);
  }

  reply(data: PictureReply): void {
    this.#listeners.get('message')!({ data });
  }

  crash(): void {
    this.#listeners.get('error')!({ message: 'crash' });
  }
}

const ports: FakePort[] = [];
const make = () =>
  createPictureClient(
    () => {
      const port = new FakePort();
      ports.push(port);
      return port;
    },
    { longest: 8, idle: 100, patience: 1000 },
  );
const PIXELS = { width: 1, height: 1, data: new Uint8ClampedArray(4) };
const decoded = (id: number): PictureReply => ({ type: 'decoded', id, pixels: PIXELS, display: PIXELS });

beforeEach(() => {
  ports.length = 0;
  vi.useFakeTimers();
});
afterEach(() => void vi.useRealTimers());

describe('the client of the pictures’ worker', () => {
  it('starts no worker before there is a picture, and ends it after a pause', async () => {
    const client = make();
    expect(ports).toHaveLength(0);
    const asked = client.decode(new Blob(['a']), 'a.png');
    ports[0]!.reply(decoded(ports[0]!.asked[0]!.id));
    expect((await asked).pixels).toBe(PIXELS);
    vi.advanceTimersByTime(99);
    expect(ports[0]!.isEnded).toBe(false);
    vi.advanceTimersByTime(1);
    expect(ports[0]!.isEnded).toBe(true);
    void client.decode(new Blob(['b']), 'b.png');
    expect(ports).toHaveLength(2);
  });

  it('answers several at once, each its own, and hands on what was wrong', async () => {
    const client = make();
    const first = client.decode(new Blob(['a']), 'a.png');
    const second = client.decode(new Blob(['b']), 'b.png');
    const [a, b] = ports[0]!.asked;
    ports[0]!.reply({ type: 'error', id: b!.id, message: '“b.png” is empty.' });
    await expect(second).rejects.toThrow('“b.png” is empty.');
    ports[0]!.reply(decoded(a!.id));
    expect((await first).display).toBe(PIXELS);
  });

  it('survives a worker that crashes, and one that hangs', async () => {
    const client = make();
    const crashed = client.decode(new Blob(['a']), 'a.png');
    ports[0]!.crash();
    await expect(crashed).rejects.toThrow(/“a\.png” stopped, perhaps for lack of memory/);
    const hung = client.decode(new Blob(['b']), 'b.png');
    const failed = expect(hung).rejects.toThrow(/“b\.png” took too long/);
    vi.advanceTimersByTime(1000);
    await failed;
    expect(ports.map(({ isEnded }) => isEnded)).toEqual([true, true]);
  });
});
