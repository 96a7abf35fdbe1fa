import { opener } from '../../src/engine/architecture';
import { ClipTowers } from './clip-towers';
import { OpenTowers } from './open-towers';
import { clip } from './';

export const clipOpener = opener(clip, (files, runtime) =>
  OpenTowers.create(new ClipTowers(files, runtime, files.manifest.config.clip), clip.id),
);
