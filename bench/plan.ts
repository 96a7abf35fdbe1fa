/** What is measured where: the whole table takes some minutes on two cores. */
import { RANDOM_MODELS } from './models';

export const BACKENDS = ['node', 'wasm-1', 'wasm-2', 'webgpu'] as const;
export type Backend = (typeof BACKENDS)[number];

export const MODELS = ['stickers', ...Object.keys(RANDOM_MODELS)];

/** Backends of models for which some would say nothing new. */
const SOME: Readonly<Record<string, readonly Backend[]>> = {
  // Half precision is for pages with little memory.
  'vit-b-32-fp16': ['wasm-2'],
  'vit-b-32-mapper': ['node', 'wasm-2', 'webgpu'],
  'vit-b-16': ['node', 'wasm-2', 'webgpu'],
};

/** Pairs of model and backend, in order. @throws Error naming a backend that there is none of */
export function planOf(models: readonly string[], backends: readonly string[]): [string, Backend][] {
  const chosen = backends.map((name) => {
    const found = BACKENDS.find((backend) => backend === name);
    if (found !== undefined) return found;
    throw new Error(`There is no backend "${name}"; choose from ${BACKENDS.join(', ')}.`);
  });
  return models.flatMap((model) =>
    chosen
      .filter((backend) => SOME[model]?.includes(backend) ?? true)
      .map((backend): [string, Backend] => [model, backend]),
  );
}
