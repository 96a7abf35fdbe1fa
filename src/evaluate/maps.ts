import type { ExplanationDocument } from '../ask/document';
import { WhylightError } from '../tensor/error';

/**
 * Maps of an explanation's methods, in the order asked, over patches and over the text's tokens.
 * @throws WhylightError for a model that sees no image or reads no text: there is nothing to remove then
 */
export function shownMaps({ model, methods }: ExplanationDocument): {
  readonly images: readonly (readonly number[])[];
  readonly texts: readonly (readonly number[])[];
} {
  const maps = methods.map(({ image, text }) => {
    if (image && text) return { image: image.values, text: text.values };
    throw new WhylightError(
      'bad-input',
      `Explanations are evaluated by taking patches and words away, and the model ${model.id} ${image ? 'reads no text' : 'sees no image'}: leave --methods out.`,
    );
  });
  return { images: maps.map(({ image }) => image), texts: maps.map(({ text }) => text) };
}
