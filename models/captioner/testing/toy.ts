/** A toy captioner below the engine and above it. */
import { openModel } from '../..';
import type { Model } from '../../../src/engine/model';
import { RUNTIME } from '../../../src/engine/testing/toy';
import { toyCaptioner } from '../../fixtures/captioner';
import type { ToyOptions } from '../../fixtures/clipmapper';
import { readerOf } from '../../fixtures/clipmapper';
import { loadModelFolder, type ModelFolder } from '../../hub/folder';
import { Captioner } from '../captioner-model';
import type { CaptionerConfig } from '../config';

export const captionerFolder = async (options: ToyOptions): Promise<ModelFolder> =>
  loadModelFolder(readerOf(await toyCaptioner(options)));

export const captionerOf = (folder: ModelFolder): Captioner =>
  new Captioner(folder, RUNTIME, folder.manifest.config as unknown as CaptionerConfig);

export const openCaptioner = async (folder: ModelFolder): Promise<Model> => openModel(folder, RUNTIME);
