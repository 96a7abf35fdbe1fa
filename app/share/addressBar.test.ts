import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createStore } from 'zustand/vanilla';
import type { PlaygroundStore } from '../store/playground';
import { createView } from '../store/view';
import { keepAddressBar } from './addressBar';
import type { ShareStore } from './store';

vi.mock('./currentLink', () => ({ currentLink: () => Promise.resolve('link-of-what-is-on-show') }));

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('writes the link while somebody goes on clicking, not only after a rest', async () => {
  const written: string[] = [];
  const target = Object.assign(new EventTarget(), {
    location: { hash: '' },
    history: { replaceState: (_: unknown, __: string, address: string) => written.push(address) },
  });
  const state = { isHeld: false, image: { key: 'upload:1' }, asked: { question: 'What is it?' } };
  const view = createView();
  const stop = keepAddressBar({
    playground: createStore(() => state) as unknown as PlaygroundStore,
    view,
    share: createStore(() => ({})) as unknown as ShareStore,
    window: target as unknown as Window,
  });

  for (let click = 0; click < 6; click++) {
    view.setState({ opacity: click / 10 });
    await vi.advanceTimersByTimeAsync(200);
  }
  expect(written).toContain('#link-of-what-is-on-show');

  stop();
  written.length = 0;
  view.setState({ opacity: 0.9 });
  await vi.advanceTimersByTimeAsync(2000);
  expect(written).toEqual([]);
});
