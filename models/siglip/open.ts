import { opener } from '../../src/engine/architecture';
import { OpenTowers } from '../clip/open-towers';
import { SiglipTowers } from './siglip-towers';
import { siglip } from './';

export const siglipOpener = opener(siglip, (files, runtime) =>
  OpenTowers.create(new SiglipTowers(files, runtime, files.manifest.config.siglip), siglip.id),
);
