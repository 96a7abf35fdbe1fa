import { describe, expect, it } from 'vitest';
import { draggedAddress, fileInAddress, notFetched } from './dragged';

const drag = (texts: Readonly<Record<string, string>>) => draggedAddress((type) => texts[type]);

describe('the address of something dragged', () => {
  it.each([
    [{ 'text/uri-list': 'https://a.test/cat.png' }, 'https://a.test/cat.png'],
    [{ 'text/uri-list': '# a cat\r\nhttps://a.test/cat.png\r\n' }, 'https://a.test/cat.png'],
    // A picture in a link: the list has the link's address.
    [
      {
        'text/uri-list': 'https://a.test/page',
        'text/html': '<meta><a href="/page"><img alt="x" src="https://b.test/c.png?a=1&amp;b=2"></a>',
      },
      'https://b.test/c.png?a=1&b=2',
    ],
    [{ 'text/html': "<IMG SRC='data:image/png;base64,AA=='>" }, 'data:image/png;base64,AA=='],
    [{ 'text/uri-list': 'https://a.test/p', 'text/html': '<img src="relative.png">' }, 'https://a.test/p'],
    [{ 'text/plain': 'some words' }, undefined],
    [{ 'text/uri-list': 'javascript:alert(1)' }, undefined],
    [{}, undefined],
  ])('of %j', (texts, address) => {
    expect(drag(texts)).toBe(address);
  });
});

describe('a file in an address', () => {
  it('is taken', async () => {
    const file = fileInAddress('data:image/gif;base64,R0lGODlh%2B/8=')!;
    expect(file.type).toBe('image/gif');
    expect([...new Uint8Array(await file.arrayBuffer())]).toEqual([71, 73, 70, 56, 57, 97, 251, 255]);
  });

  it.each([
    'https://a.test/cat.png',
    'data:text/html;base64,AAAA',
    'data:image/png,AAAA',
    'data:image/png;base64,A',
    'data:image/png;base64,%',
  ])('is none in %s', (address) => {
    expect(fileInAddress(address)).toBeUndefined();
  });
});

it('what is not fetched is told by its host', () => {
  expect(notFetched('https://a.test/cat.png')).toMatch(
    /^The picture lies at a\.test, and this page fetches nothing/,
  );
  expect(notFetched('blob:https://a.test/1')).toMatch(/^The browser gave no file/);
});
