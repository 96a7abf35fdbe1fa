import type { Dataset } from '../../src/evaluate/dataset';
import { sceneDataset } from '../../src/evaluate/scenes';
import { SPLITS } from '../../src/scene';
import { WhylightError } from '../../src/tensor/error';
import { loadAtlas } from '../library/atlas';
import { vqaDataset } from './vqa';

export interface DatasetRequest {
  /** `scenes:SPLIT`, or a folder in VQAv2's format. */
  readonly name: string;
  /** Questions; all of a folder's when left out. */
  readonly n?: number;
  readonly seed: number;
  readonly perPicture: number;
}

/** Questions on scenes when no number is named. */
const DEFAULT_N = 1000;

/** @throws WhylightError for an unknown set of scenes, a folder that is none, or more questions than there are */
export async function openDataset({ name, n, seed, perPicture }: DatasetRequest): Promise<Dataset> {
  const scenes = /^scenes:(.*)$/.exec(name);
  if (!scenes) return vqaDataset(name, { seed, ...(n === undefined ? {} : { n }) });
  const split = SPLITS.find((known) => known === scenes[1]);
  if (split === undefined) {
    throw new WhylightError(
      'bad-input',
      `There is no set of scenes "${scenes[1]!}"; choose from ${SPLITS.map((known) => `scenes:${known}`).join(', ')}, or name a folder in VQAv2's format.`,
    );
  }
  return sceneDataset({ split, n: n ?? DEFAULT_N, perScene: perPicture, seed }, await loadAtlas());
}
