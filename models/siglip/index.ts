/** SigLIP and SigLIP 2 of one image size (Zhai et al. 2023, arXiv 2303.15343; Tschannen et al. 2025, arXiv 2502.14786). */
import * as v from 'valibot';
import { architecture } from '../../src/engine/architecture';
import { towersSummary } from '../clip/summary';
import { SIGLIP_CONFIG } from './config';
import { siglipTensors } from './tensors';

export const siglip = architecture({
  id: 'siglip',
  config: v.strictObject({ siglip: SIGLIP_CONFIG }),
  misfit: ({ config, preprocessing }) =>
    config.siglip.vision_config.image_size === preprocessing.size
      ? undefined
      : {
          at: 'preprocessing.size',
          problem: 'must equal config.siglip.vision_config.image_size',
        },
  tensors: ({ siglip: config }) => siglipTensors(config),
  summary: ({ siglip: config }) => towersSummary(config),
});
