import type { Pixels } from '../src/image/pixels';

/** The images that the page gave last, kept so that a restarted worker gets them again without asking the page. */
export class ImageShelf {
  readonly #images = new Map<string, Pixels>();
  /** Keys that the present worker has been given. */
  readonly #inWorker = new Set<string>();

  /** @param limit how many images are kept; the one put longest ago goes first */
  constructor(private readonly limit: number) {}

  put(key: string, image: Pixels): void {
    this.#images.delete(key);
    this.#images.set(key, image);
    for (const oldest of this.#images.keys()) {
      if (this.#images.size <= this.limit) break;
      this.#images.delete(oldest);
      this.#inWorker.delete(oldest);
    }
  }

  /** An image that is kept here and that the present worker does not have yet. */
  missing(key: string): Pixels | undefined {
    return this.#inWorker.has(key) ? undefined : this.#images.get(key);
  }

  markSent(key: string): void {
    this.#inWorker.add(key);
  }

  /** Forgets an image that the worker refused. */
  drop(key: string): void {
    this.#images.delete(key);
    this.#inWorker.delete(key);
  }

  /** A new worker knows no image. */
  forgetWorker(): void {
    this.#inWorker.clear();
  }
}
