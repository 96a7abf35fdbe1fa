import type { Preprocessing } from '../../../src/image/config';
import type { RgbImage } from '../../../src/image/pixels';
import { preprocess } from '../../../src/image/preprocess';
import { WhylightError } from '../../../src/tensor/error';
import { decodeImageFile } from '../../library/image';
import { badData } from '../../data/json';
import type { QuestionFolder } from '../../data/folder';

/** Most bytes of pixels kept in memory; images beyond it are decoded each time they are shown. */
const KEPT_BYTES = 2 ** 30;

/** The images of a folder as the model sees them, before normalisation. */
export class Pictures {
  private readonly kept = new Map<string, RgbImage>();
  private bytes = 0;

  constructor(
    private readonly folder: QuestionFolder,
    private readonly preprocessing: Preprocessing,
    private readonly keptBytes = KEPT_BYTES,
  ) {}

  /** @throws WhylightError ('bad-input') naming the file, and the question that asks about it, when it can't be read */
  async get(imageId: string): Promise<RgbImage> {
    const found = this.kept.get(imageId);
    if (found) return found;
    const image = preprocess(await this.decode(imageId), this.preprocessing);
    if (this.bytes + image.data.length <= this.keptBytes) {
      this.bytes += image.data.length;
      this.kept.set(imageId, image);
    }
    return image;
  }

  /** Opens every image once, so that a damaged one is found before training and not during it. */
  async check(onProgress?: (done: number, total: number) => void): Promise<void> {
    let done = 0;
    for (const imageId of this.folder.images.keys()) {
      await this.get(imageId);
      onProgress?.(++done, this.folder.images.size);
    }
  }

  private async decode(imageId: string) {
    const file = this.folder.images.get(imageId)!;
    try {
      return await decodeImageFile(file);
    } catch (error) {
      if (!(error instanceof WhylightError)) throw error;
      const asked = this.folder.questions.find((question) => question.imageId === imageId);
      throw badData(`${error.message.replace(/[.]$/, '')} (asked about by ${asked?.where ?? imageId}).`);
    }
  }
}
