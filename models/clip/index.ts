/** CLIP without a mapper: two towers, answers zero-shot from candidates. */
import * as v from 'valibot';
import { architecture } from '../../src/engine/architecture';
import { CLIP_CONFIG } from './config-schema';
import { towersSummary } from './summary';
import { clipTensors } from './tensors';

export const clip = architecture({
  id: 'clip',
  config: v.strictObject({ clip: CLIP_CONFIG }),
  misfit: ({ config, preprocessing }) =>
    config.clip.vision_config.image_size === preprocessing.size
      ? undefined
      : {
          at: 'preprocessing.size',
          problem: 'must equal config.clip.vision_config.image_size',
        },
  tensors: ({ clip: config }) => clipTensors(config),
  summary: ({ clip: config }) => towersSummary(config),
});
