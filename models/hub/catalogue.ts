/**
 * Published models that the page offers by name. Sizes and memory are worked out from their configurations; each is pinned
 * to a commit that holds safetensors, so that it is the same file for everybody.
 */
import type { ClipConfig } from '../clip/config';
import { VISITED } from './checkpoint';
import { costs, type ModelDescription } from './describe';
import { weightsBytes } from './memory';
import { HUB, hostOf, type Repository } from './remote';

interface Entry {
  readonly id: string;
  readonly revision: string;
  readonly name: string;
  /** One line on what it is good at. */
  readonly about: string;
  /** What it does for somebody who came with a photograph; absent for those that are not offered then. */
  readonly forPhotographs?: string;
  /** As its authors state it. */
  readonly licence: string;
  readonly clip: ClipConfig;
}

/** CLIP's base model at 224 pixels, with everything that does not differ between the entries. */
function base(patch: number, activation: 'quick_gelu' | 'gelu'): ClipConfig {
  const common = { hidden_act: activation, layer_norm_eps: 1e-5, num_hidden_layers: 12 } as const;
  return {
    projection_dim: 512,
    text_config: {
      ...common,
      vocab_size: 49_408,
      max_position_embeddings: 77,
      hidden_size: 512,
      intermediate_size: 2048,
      num_attention_heads: 8,
    },
    vision_config: {
      ...common,
      image_size: 224,
      patch_size: patch,
      hidden_size: 768,
      intermediate_size: 3072,
      num_attention_heads: 12,
    },
  };
}

function tiny(): ClipConfig {
  const { text_config: text, vision_config: vision } = base(16, 'quick_gelu');
  const narrow = { hidden_size: 256, intermediate_size: 1024, num_attention_heads: 4 };
  return {
    projection_dim: 512,
    text_config: { ...text, ...narrow, num_hidden_layers: 3 },
    vision_config: { ...vision, ...narrow, num_hidden_layers: 10 },
  };
}

const ENTRIES: readonly Entry[] = [
  {
    id: 'wkcn/TinyCLIP-ViT-8M-16-Text-3M-YFCC15M',
    revision: 'a2a8c6eaa2549ad66eb7c31b85022bf58273a26c',
    name: 'TinyCLIP ViT-8M/16',
    about: 'Photographs, quickly: picks the best of answers that you list. The one to begin with.',
    forPhotographs:
      'Quick. Picks the best of answers that you list; some are filled in for the question that is asked.',
    licence: 'MIT',
    clip: tiny(),
  },
  {
    id: 'openai/clip-vit-base-patch32',
    revision: 'b97b0100e55e367c057773c2a614676470b0d575',
    name: 'OpenAI CLIP ViT-B/32',
    about: 'Photographs, right more often, in 49 large patches. The CLIP that most papers explain.',
    licence: 'MIT (code and weights, by OpenAI)',
    clip: base(32, 'quick_gelu'),
  },
  {
    id: 'openai/clip-vit-base-patch16',
    revision: '5ef227a78de3f75873f373246dac80def63b0003',
    name: 'OpenAI CLIP ViT-B/16',
    about: 'Photographs, and the finest maps here: 196 patches, four times the work.',
    forPhotographs: 'Larger. Right more often, and as fine in its maps; it takes longer to answer.',
    licence: 'MIT (code and weights, by OpenAI)',
    clip: base(16, 'quick_gelu'),
  },
  {
    id: 'laion/CLIP-ViT-B-32-laion2B-s34B-b79K',
    revision: '1a25a446712ba5ee05982a381eed697ef9b435cf',
    name: 'LAION CLIP ViT-B/32',
    about: 'Photographs, after two billion pairs of an open collection; 49 large patches.',
    licence: 'MIT',
    clip: base(32, 'gelu'),
  },
];

export interface CatalogueEntry extends ModelDescription {
  readonly remote: Repository;
  readonly about: string;
  readonly forPhotographs?: string;
}

/** The models on offer. @param hub address of the hub that they are fetched from */
export function catalogue(hub: string = HUB): CatalogueEntry[] {
  return ENTRIES.map(({ id, revision, name, about, forPhotographs, licence, clip }) => {
    const remote = { id, revision, ...(hub === HUB ? {} : { base: hub }) };
    const shape = { clip, visited: VISITED };
    const stated = weightsBytes(shape, 'float32');
    const said = forPhotographs === undefined ? { about } : { about, forPhotographs };
    return { remote, name, ...said, licence, host: hostOf(remote), ...costs(shape, stated) };
  });
}
