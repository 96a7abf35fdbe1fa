import type { BackendChoice } from '../../workers/protocol';

/** `?hub=ADDRESS`: a mirror, or a hub of one's own, in place of the public one. Nothing is asked of it without a click. */
export function hubFrom(search: URLSearchParams): string | undefined {
  const address = search.get('hub')?.replace(/\/+$/, '');
  return address && /^https?:\/\/[^\s?#@]+$/.test(address) && URL.canParse(address) ? address : undefined;
}

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
