/** What leaves the page, and what does not. */
import { inflateRawSync } from 'node:zlib';
import sharp from 'sharp';
import { photograph } from '../support/pictures';
import { ask, choosePicture, questionBox, settled, uploaded } from '../support/playground';
import { copyPhotographLink, exported } from '../support/share';
import { expect, test } from '../support/siteTest';

const SECRET = 'Camera-of-Somebody';
const GPS = { GPSLatitude: '48/1 51/1 2969/100', GPSLatitudeRef: 'N' };

/** A photograph whose metadata name its owner's camera and place. */
async function tellingPhotograph() {
  const { name, mimeType, buffer } = await photograph(320, 240);
  const exif = { IFD0: { Make: SECRET, Copyright: SECRET }, IFD3: GPS };
  const telling = await sharp(buffer).withExif(exif).jpeg().toBuffer();
  expect(telling.includes(SECRET)).toBe(true);
  return { name, mimeType, buffer: telling };
}

/** Everything that is packed in a file or link, unpacked as far as this test can. */
function unpacked(bytes: Buffer): Buffer[] {
  const text = bytes.toString('latin1');
  const encoded = [...text.matchAll(/(?:base64,|"rgb": ?")([\w+/=-]+)/g)].map(([, part]) =>
    Buffer.from(part!, 'base64'),
  );
  const decoded = Buffer.from(safeDecode(text));
  const inside = [...decoded.toString('latin1').matchAll(/base64,([\w+/=]+)/g)].map(([, part]) =>
    Buffer.from(part!, 'base64'),
  );
  return [bytes, decoded, ...encoded, ...inside];
}

function safeDecode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

test('metadata of a photograph enters no link and no export, and no other host is asked for anything', async ({
  site,
  profile,
}) => {
  const asked: string[] = [];
  const sent: string[] = [];
  const refused: string[] = [];
  profile.on('request', (request) => {
    asked.push(request.url());
    // Nothing is sent along: no body, and pictures and questions stand in no address.
    if (request.method() !== 'GET' || request.postData() !== null) sent.push(request.url());
  });
  profile.on('console', (message) => {
    if (/Content Security Policy/i.test(message.text())) refused.push(message.text());
  });
  const page = await profile.newPage();
  await page.goto(`${site.url}?backend=wasm`);
  await settled(page);
  await uploaded(page, await tellingPhotograph());
  await ask(page, 'Is there a dog?');

  const link = await copyPhotographLink(page, 'picture');
  const fields = inflateRawSync(Buffer.from(link.split('#w2.')[1]!, 'base64url'));
  // The picture is in it: a JPEG, without the segments that hold metadata.
  const jpeg = fields.subarray(fields.indexOf(Buffer.from([0xff, 0xd8, 0xff])));
  expect((await sharp(jpeg).metadata()).exif).toBeUndefined();
  const made: Buffer[] = [fields];
  for (const name of ['PNG', 'SVG', 'HTML', 'JSON', 'CSV', 'BibTeX'])
    made.push((await exported(page, name)).bytes);
  for (const bytes of made.flatMap(unpacked))
    for (const secret of [SECRET, 'Exif\0', 'GPSLatitude'])
      expect(bytes.includes(secret), secret).toBe(false);

  // The rest of a session: every tool once.
  for (const tab of ['Test', 'Understand']) await page.getByRole('tab', { name: tab }).click();
  await choosePicture(page, 'Night at the camp');
  await expect(questionBox(page)).toHaveValue('What animal is there?');
  await settled(page);
  await page.getByRole('tab', { name: 'Truth' }).click();
  await page.getByRole('button', { name: 'Edit scene' }).click();
  await page.getByRole('button', { name: 'Edit scene' }).click();
  await page.getByRole('radio', { name: 'Difference' }).click();
  await page.getByRole('button', { name: 'View' }).click();
  await page.getByText('One picture with a divider').click();
  await page.keyboard.press('Escape');
  await expect(page.locator('.status')).toHaveAttribute('title', /works without a network/);

  expect(asked.length).toBeGreaterThan(30);
  const origin = new URL(site.url).origin;
  const isOwn = (url: string) => url.startsWith(`${origin}/`) || /^(data|blob):/.test(url);
  expect(asked.filter((url) => !isOwn(url))).toEqual([]);
  expect(sent).toEqual([]);
  expect(asked.filter((url) => /dog|w2\./.test(url) && !/^(data|blob):/.test(url))).toEqual([]);
  expect(refused).toEqual([]);
});
