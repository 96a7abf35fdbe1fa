/** A worker that a test plays by hand: it records what it is sent and says what the test makes it say. */
import { squarePreprocessing } from '../../src/image/config';
import type { WorkerPort } from '../connection';
import type { ModelInfo, Reply, Request } from '../protocol';

type Kind = 'message' | 'error' | 'messageerror';
type Listener = (event: { data?: unknown; message?: string }) => void;

export class FakeWorker implements WorkerPort {
  readonly received: Request[] = [];
  terminated = false;
  readonly #listeners: Record<Kind, Listener[]> = { message: [], error: [], messageerror: [] };

  postMessage(message: Request): void {
    this.received.push(message);
  }

  terminate(): void {
    this.terminated = true;
  }

  addEventListener(type: Kind, listener: Listener): void {
    this.#listeners[type].push(listener);
  }

  /** The last request, which must be of the given kind. */
  last<T extends Request['type']>(type: T): Extract<Request, { type: T }> {
    const request = this.received.at(-1);
    if (request?.type !== type)
      throw new Error(`expected the last request to be ${type}, got ${request?.type}`);
    return request as Extract<Request, { type: T }>;
  }

  say(reply: Reply): void {
    for (const listener of this.#listeners.message) listener({ data: reply });
  }

  crash(message: string): void {
    for (const listener of this.#listeners.error) listener({ message });
  }

  /** Types of all requests so far. */
  get log(): string[] {
    return this.received.map(({ type }) => type);
  }
}

export const INFO: ModelInfo = {
  id: 'toy',
  name: 'Toy',
  sha256: '00',
  architecture: 'clipmapper',
  licence: 'MIT',
  answering: 'vocabulary',
  offers: ['attention', 'attention-gradients', 'importance'],
  backend: 'wasm',
  threads: 1,
  backendReason: 'A test.',
  grid: { rows: 1, cols: 1 },
  imageSize: 1,
  maxTokens: 4,
  answers: ['yes'],
  blocks: [],
  startLayers: 1,
  recommended: { startLayer: 0, importance: 'norm' },
  domain: 'stickers',
  preprocessing: squarePreprocessing(1),
  loadMs: 1,
};
