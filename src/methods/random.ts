import { lengthOf } from '../anatomy';
import { prng } from '../relevance/prng';
import { method } from './method';

/** Random relevance, uniform in [0, 1) for each token and fixed by `seed`: what any method must beat. */
export const random = method({
  id: 'random',
  link: 10,
  title: 'Random',
  sentence: 'Random numbers: what every method has to beat.',
  citation: null,
  cost: 'none',
  needs: [],
  usesStartLayer: false,
  seeded: true,
  page: {
    group: 'Controls',
    place: 1,
    help: 'Seeded noise, the same every time. Any useful map must beat it.',
  },
  compute: {
    kind: 'evidence',
    maps: ({ streams }, { seed = 0 }) =>
      Object.fromEntries(
        streams.map((stream, index) => {
          const draws = prng(seed, index);
          return [stream.id, new Float64Array(lengthOf(stream)).map(() => draws.next())];
        }),
      ),
  },
});
