/** CLIPmapper: CLIP's towers, and a mapper between them that answers from a vocabulary. Formulas in README.md. */
import { architecture } from '../../src/engine/architecture';
import { layersText, towersSummary } from '../clip/summary';
import { CLIPMAPPER_CONFIG } from './config';
import { clipmapperTensors } from './tensors';

export const clipmapper = architecture({
  id: 'clipmapper',
  config: CLIPMAPPER_CONFIG,
  misfit({ config, answers, preprocessing }) {
    if (answers.length < 2) return { at: 'answers', problem: 'must name at least 2 answers' };
    if (config.clip.vision_config.image_size !== preprocessing.size)
      return { at: 'preprocessing.size', problem: 'must equal config.clip.vision_config.image_size' };
    return undefined;
  },
  tensors: clipmapperTensors,
  summary({ clip, mapper }) {
    const towers = towersSummary(clip);
    return { ...towers, parts: [...towers.parts, ['Mapper', layersText(mapper)]] };
  },
});
