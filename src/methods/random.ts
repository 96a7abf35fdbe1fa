import type { Sizes } from '../relevance/layers';
import type { Maps } from '../relevance/maps';
import { prng } from '../relevance/prng';

/** Random relevance, uniform in [0, 1) for each token and fixed by `seed`: what any method must beat. */
export function randomMaps(sizes: Sizes, seed: number): Maps {
  const draw = (n: number, stream: number): Float64Array => {
    const random = prng(seed, stream);
    return new Float64Array(n).map(() => random.next());
  };
  return { image: draw(sizes.image, 0), text: draw(sizes.text, 1) };
}
