/** Explanations that newer versions made: what this one knows of them. */
import { METHODS } from '../methods';
import { IMPORTANCES } from '../relevance/importance';
import { WhylightError } from '../tensor/error';
import type { ExplanationDocument, MethodResult } from './document';

/**
 * The document with those of its maps alone that can be shown beside others and computed again here, and the names of the
 * methods and importances that are left out.
 * @param name what errors call the document
 * @throws WhylightError ('bad-input') where nothing would be left
 */
export function knownPart<D extends ExplanationDocument>(
  document: D,
  name: string,
): { readonly document: D; readonly leftOut: readonly string[] } {
  const methods = document.methods.filter(isKnown);
  const leftOut = [...new Set(document.methods.filter((method) => !isKnown(method)).map(nameOf))];
  if (methods.length === 0)
    throw new WhylightError(
      'bad-input',
      `${name} holds no map by a method that this version knows, only by ${leftOut.join(', ')}: reload the page to get the newest version.`,
    );
  return { document: leftOut.length === 0 ? document : { ...document, methods }, leftOut };
}

const isKnown = ({ id, importance }: MethodResult): boolean =>
  METHODS.some((method) => method.id === id) &&
  (importance === undefined || IMPORTANCES.some((known) => known === importance));

const nameOf = ({ id, importance }: MethodResult): string =>
  importance === undefined ? id : `${id} by ${importance}`;
