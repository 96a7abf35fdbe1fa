import { expect, it } from 'vitest';
import { fetchFile, type Fetch } from './fetch';

/** Answers with a body of so many bytes and a stated length. */
const answering =
  (bytes: number, stated: number): Fetch =>
  async () => ({
    ok: true,
    status: 200,
    headers: { get: (name) => (name === 'content-length' ? String(stated) : null) },
    body: new Response(new Uint8Array(bytes)).body,
  });

it.each([
  ['of a packed file, whose kind a page does not see', 17e6, 2e6],
  ['of a packed file that grew by being packed', 1000, 1023],
  ['that is not stated', 1000, 0],
])('a length is a hint: %s', async (_, bytes, stated) => {
  expect((await fetchFile('http://host/file', answering(bytes, stated))).length).toBe(bytes);
});

it('a body without an end is not read for ever', async () => {
  await expect(fetchFile('http://host/file', answering(17e6, 1000))).rejects.toThrow(/longer than/);
  const expectedBytes = 999;
  await expect(fetchFile('http://host/file', answering(1000, 1000), { expectedBytes })).rejects.toThrow(
    /longer than the 999 bytes/,
  );
});
