import { afterEach, describe, expect, it, vi } from 'vitest';
import { OpfsStore } from './opfs';

afterEach(() => vi.unstubAllGlobals());

function browserWith(getDirectory: (() => Promise<unknown>) | undefined): void {
  vi.stubGlobal('isSecureContext', true);
  vi.stubGlobal('navigator', { storage: getDirectory ? { getDirectory } : {} });
}

describe('the browser’s own file system', () => {
  it.each(['SecurityError', 'UnknownError', 'InvalidStateError', 'NotAllowedError'])(
    'that is refused with %s leaves models in memory',
    async (name) => {
      browserWith(() => Promise.reject(new DOMException('no', name)));
      expect(await OpfsStore.open()).toBeUndefined();
    },
  );

  it('that is refused when its folder is made does too', async () => {
    const refuse = () => Promise.reject(new DOMException('no', 'UnknownError'));
    browserWith(() => Promise.resolve({ getDirectoryHandle: refuse }));
    expect(await OpfsStore.open()).toBeUndefined();
  });

  it('is not asked for where there is none', async () => {
    browserWith(undefined);
    expect(await OpfsStore.open()).toBeUndefined();
  });

  it('is used where it opens', async () => {
    browserWith(() => Promise.resolve({ getDirectoryHandle: () => Promise.resolve({}) }));
    expect(await OpfsStore.open()).toBeInstanceOf(OpfsStore);
  });
});
