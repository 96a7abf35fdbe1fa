/** What a server answers in the place of a file, in sentences. */
import { WhylightError } from '../../src/tensor/error';
import type { HttpResponse } from './fetch';
import { MissingFile } from './missing';

/** A failure that another attempt may mend. */
export class Cut extends Error {
  /** Bytes that came before it. */
  brought = 0;
}

/** Seconds over which the public hub counts requests (its page on rate limits); pages do not see its headers. */
const WINDOW = 300;

/**
 * Refuses answers that are not a file.
 * @throws MissingFile (404), Cut (trouble that may pass), WhylightError ('network') for everything else that is no success
 */
export function refuse(url: string, { ok, status, headers }: HttpResponse): void {
  if (status === 404) throw missing(url, headers.get('x-error-code'));
  if (status === 401 || status === 403) {
    throw new WhylightError(
      'network',
      `${url} may not be read without an account (the server answered ${status}): there is no such repository, or its owner asks for a login.`,
    );
  }
  if (status === 429) throw tooMany(url, Number(headers.get('retry-after')));
  if (status >= 500) throw new Cut(`the server answered ${status}`);
  if (!ok)
    throw new WhylightError('network', `The server answered ${status}: ${url}; check the model's name.`);
  if (/text\/html/i.test(headers.get('content-type') ?? '')) throw page(url);
}

/** Refuses a page that begins a file. Errors as `refuse`. */
export function refusePage(url: string, bytes: Uint8Array): void {
  const begin = new TextDecoder().decode(bytes.subarray(0, 64));
  if (/^\s*<(!doctype html|html)/i.test(begin)) throw page(url);
}

function missing(url: string, code: string | null): WhylightError {
  if (code === 'RevisionNotFound')
    return new WhylightError('network', `There is no such revision: ${url}; check the model's revision.`);
  return new MissingFile('network', `There is no such file: ${url}; check the model's name and revision.`);
}

/** Asking again at once would only be counted too. */
function tooMany(url: string, seconds: number): WhylightError {
  const minutes = Math.ceil((seconds > 0 ? seconds : WINDOW) / 60);
  return new WhylightError(
    'network',
    `${new URL(url).host} has had too many requests from this network and answers none for now; what has come is kept: wait ${minutes} ${minutes === 1 ? 'minute' : 'minutes'} and try again.`,
  );
}

const page = (url: string) =>
  new WhylightError('network', `${url} is a web page, not a model's file; check the model's name.`);
