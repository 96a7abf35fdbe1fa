/// <reference lib="webworker" />
/** The worker that decodes pictures, so that the page answers meanwhile; nothing is drawn, so nothing is read back. */
import { decodePicture, MOST_BYTES, tooManyBytes } from '../../src/image/file';
import { shrinkToShow } from '../../src/image/shrink';
import { WhylightError } from '../../src/tensor/error';
import { CodecMissing, webCodecs } from './codecs';
import type { Decoded, PictureReply, PictureRequest } from './protocol';

self.addEventListener('message', ({ data }: MessageEvent<PictureRequest>) => void answer(data));

async function answer(request: PictureRequest): Promise<void> {
  const { id } = request;
  try {
    const decoded = await decode(request);
    const buffers = new Set([decoded.pixels.data.buffer, decoded.display.data.buffer]);
    const reply: PictureReply = { type: 'decoded', id, ...decoded };
    self.postMessage(reply, [...buffers]);
  } catch (error) {
    const reply: PictureReply = { type: 'error', id, message: sentence(error, request.name) };
    self.postMessage(reply);
  }
}

async function decode({ file, name, longest }: PictureRequest): Promise<Decoded> {
  if (file.size > MOST_BYTES) throw tooManyBytes(`“${name}”`, file.size);
  const pixels = await decodePicture(new Uint8Array(await file.arrayBuffer()), name, webCodecs);
  return { pixels, display: shrinkToShow(pixels, longest) };
}

function sentence(error: unknown, name: string): string {
  if (error instanceof WhylightError) return error.message;
  if (error instanceof CodecMissing)
    return `What reads “${name}” did not load; check the connection and try again.`;
  if (error instanceof DOMException)
    return `“${name}” could not be read; it may have been moved or changed meanwhile.`;
  // A defect: its words help whoever reports it.
  return `“${name}” could not be read (${String(error)}); save it as PNG or JPEG and try again.`;
}
