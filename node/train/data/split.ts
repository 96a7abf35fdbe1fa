import { createHash } from 'node:crypto';
import type { LabelledQuestion } from '../../data/folder';

/** Questions about one image. */
export interface ImageQuestions {
  readonly imageId: string;
  readonly questions: readonly LabelledQuestion[];
}

/** Questions by image, in the order in which the images first occur. */
export function byImage(asked: readonly LabelledQuestion[]): ImageQuestions[] {
  const groups = new Map<string, LabelledQuestion[]>();
  for (const question of asked) {
    const group = groups.get(question.imageId);
    if (group) group.push(question);
    else groups.set(question.imageId, [question]);
  }
  return [...groups].map(([imageId, questions]) => ({ imageId, questions }));
}

/**
 * Splits images, with all their questions, into those to train on and those to validate on. Which side an image falls
 * on depends on its id and the seed alone, so that adding images moves none.
 * @param share of the images to validate on, 0 … 1
 */
export function splitImages(
  images: readonly ImageQuestions[],
  share: number,
  seed: number,
): { train: ImageQuestions[]; validation: ImageQuestions[] } {
  const isValidation = ({ imageId }: ImageQuestions): boolean => {
    const digest = createHash('sha256').update(`${seed} ${imageId}`).digest();
    return digest.readUInt32LE(0) / 2 ** 32 < share;
  };
  return {
    train: images.filter((image) => !isValidation(image)),
    validation: images.filter(isValidation),
  };
}
