import { describe, expect, it } from 'vitest';
import { toyConfig } from '../../fixtures/clipmapper';
import { seededUniform } from '../../fixtures/random';
import { clipmapperTensors } from '../tensors';
import { initialize, PARAMETER_RULES, TEXT_TABLES } from './parameters';

const config = toyConfig({ seed: 0, imageSize: 16, visionLayers: 1, textLayers: 1, mapperLayers: 1 }, 20);
const tables = clipmapperTensors(config, 3);

describe('parameters of a CLIPmapper', () => {
  it('decay where they are matrices, and no embeddings', () => {
    const decayed = Object.entries(tables).filter(([name, shape]) => PARAMETER_RULES.isDecayed(name, shape));
    const names = decayed.map(([name]) => name);
    expect(names).toContain('mapper.layers.0.text.cross_attn.q_proj.weight');
    expect(names).toContain('text_projection.weight');
    expect(names.filter((name) => /embedding|bias|norm|logit_scale/.test(name))).toEqual([]);
  });

  it('keep the logit scale below ln 100, and everything else as it is', () => {
    const parameters = initialize(tables, 1, seededUniform(1));
    const before = parameters.get('text_projection.weight')!.data.slice();
    parameters.get('logit_scale')!.data[0] = 9;
    PARAMETER_RULES.limit!(parameters);
    expect(parameters.get('logit_scale')!.data[0]).toBeCloseTo(Math.log(100), 6);
    expect(parameters.get('text_projection.weight')!.data).toEqual(before);
  });

  it('have the tables that texts are looked up in', () => {
    expect(tables[TEXT_TABLES.tokens]).toEqual([20, config.clip.text_config.hidden_size]);
    expect(tables[TEXT_TABLES.positions]![1]).toBe(config.clip.text_config.hidden_size);
  });
});
