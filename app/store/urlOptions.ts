import type { BackendChoice } from '../../workers/protocol';

export interface UrlOptions {
  readonly backend: BackendChoice;
  readonly threads?: number;
}

/** `?backend=webgpu|wasm` and `?threads=N`; anything else in their place is as if it were not there. */
export function optionsFrom(search: URLSearchParams): UrlOptions {
  const named = search.get('backend');
  const backend = named === 'webgpu' || named === 'wasm' ? named : 'auto';
  const threads = Number(search.get('threads'));
  return Number.isInteger(threads) && threads >= 1 && threads <= 64 ? { backend, threads } : { backend };
}
