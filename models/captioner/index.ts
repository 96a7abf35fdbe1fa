/** Captioner: CLIP's towers, and a mapper that tells which token comes next. Formulas in README.md. */
import { architecture } from '../../src/engine/architecture';
import { layersText, towersSummary } from '../clip/summary';
import { CAPTIONER_CONFIG } from './config';
import { captionerTensors } from './tensors';

export const captioner = architecture({
  id: 'captioner',
  config: CAPTIONER_CONFIG,
  misfit({ config, answers, preprocessing }) {
    if (answers.length > 0)
      return {
        at: 'answers',
        problem: 'must be empty: a captioner chooses among the tokens of its tokenizer',
      };
    if (config.clip.vision_config.image_size !== preprocessing.size)
      return { at: 'preprocessing.size', problem: 'must equal config.clip.vision_config.image_size' };
    return undefined;
  },
  tensors: captionerTensors,
  summary({ clip, mapper }) {
    const towers = towersSummary(clip);
    return { ...towers, parts: [...towers.parts, ['Mapper', layersText(mapper)]] };
  },
});
