/** The scenes of the gallery, composed by hand. */
import type { BackgroundKind } from './backgrounds';
import type { Colour } from './classes';
import { SCENE_VERSION } from './spec';
import type { Scene, Sticker } from './spec';

export interface Sample {
  readonly id: string;
  readonly title: string;
  readonly scene: Scene;
  /** A question to open with, and what is true of it. */
  readonly question: string;
  readonly answer: string;
  /** Indices of the stickers that justify the answer. */
  readonly objects: readonly number[];
}

interface Look {
  readonly colour?: Colour;
  readonly rotation?: number;
  readonly flip?: boolean;
}

/** A sticker; upright and unchanged unless its look says otherwise. */
function put(kind: string, x: number, y: number, size: number, look: Look = {}): Sticker {
  return { kind, x, y, size, rotation: 0, flip: false, brightness: 1, ...look };
}

function scene(kind: BackgroundKind, seed: number, stickers: readonly Sticker[]): Scene {
  return { version: SCENE_VERSION, background: { kind, seed }, stickers };
}

export const SAMPLES: readonly Sample[] = [
  {
    id: 'picnic',
    title: 'A picnic',
    scene: scene('grass', 7, [
      put('tree', 0.83, 0.24, 0.34),
      put('sun', 0.17, 0.18, 0.22),
      put('dog', 0.52, 0.6, 0.25, { rotation: -6 }),
      put('apple', 0.18, 0.6, 0.19, { colour: 'red', rotation: 10 }),
      put('cake', 0.84, 0.78, 0.23),
      put('ball', 0.48, 0.87, 0.17),
    ]),
    question: 'Where is the apple?',
    answer: 'left',
    objects: [3],
  },
  {
    id: 'shore',
    title: 'Off the shore',
    scene: scene('sea', 3, [
      put('boat', 0.66, 0.25, 0.32, { rotation: 4 }),
      put('fish', 0.2, 0.58, 0.19, { colour: 'blue', rotation: -8 }),
      put('fish', 0.48, 0.7, 0.2, { colour: 'red', flip: true }),
      put('fish', 0.79, 0.62, 0.18, { colour: 'green', rotation: 12 }),
      put('turtle', 0.22, 0.24, 0.2),
      put('crab', 0.22, 0.86, 0.2, { rotation: 8 }),
    ]),
    question: 'What is right of the turtle?',
    answer: 'boat',
    objects: [0, 4],
  },
  {
    id: 'camp',
    title: 'Night at the camp',
    scene: scene('night', 11, [
      put('moon', 0.8, 0.18, 0.2, { rotation: -10 }),
      put('tree', 0.17, 0.56, 0.34),
      put('tent', 0.52, 0.74, 0.34, { colour: 'green' }),
      put('owl', 0.5, 0.3, 0.2),
      put('bike', 0.85, 0.79, 0.22),
    ]),
    question: 'What animal is there?',
    answer: 'owl',
    objects: [3],
  },
  {
    id: 'snow',
    title: 'Snow day',
    scene: scene('snow', 5, [
      put('house', 0.24, 0.3, 0.33),
      put('snowflake', 0.62, 0.16, 0.16, { rotation: 10 }),
      put('snowflake', 0.88, 0.3, 0.17, { rotation: -12 }),
      put('snowman', 0.82, 0.74, 0.3),
      put('penguin', 0.46, 0.72, 0.22, { rotation: -5 }),
      put('hat', 0.16, 0.83, 0.18, { rotation: -14 }),
    ]),
    question: 'Where is the snowman?',
    answer: 'bottom right',
    objects: [3],
  },
  {
    id: 'birthday',
    title: 'Birthday table',
    scene: scene('wood', 2, [
      put('cake', 0.5, 0.58, 0.36),
      put('balloon', 0.16, 0.25, 0.24, { colour: 'red', rotation: -8 }),
      put('balloon', 0.4, 0.18, 0.22, { colour: 'green', rotation: 4 }),
      put('balloon', 0.66, 0.2, 0.23, { colour: 'blue', rotation: 10 }),
      put('gift', 0.83, 0.78, 0.22, { rotation: 8 }),
      put('donut', 0.16, 0.8, 0.19),
    ]),
    question: 'Is the cake bigger than the gift?',
    answer: 'yes',
    objects: [0, 4],
  },
  {
    id: 'sky',
    title: 'Up in the air',
    scene: scene('sky', 9, [
      put('rainbow', 0.4, 0.72, 0.36),
      put('cloud', 0.82, 0.66, 0.26),
      put('plane', 0.4, 0.22, 0.28, { rotation: 6 }),
      put('helicopter', 0.8, 0.28, 0.24),
      put('kite', 0.13, 0.45, 0.2, { rotation: -10 }),
    ]),
    question: 'Is the rainbow above or below the plane?',
    answer: 'below',
    objects: [0, 2],
  },
  {
    id: 'shapes',
    title: 'Shapes and colors',
    scene: scene('tiles', 4, [
      put('heart', 0.2, 0.22, 0.23, { colour: 'red', rotation: -8 }),
      put('heart', 0.5, 0.22, 0.23, { colour: 'blue' }),
      put('heart', 0.8, 0.22, 0.23, { colour: 'red', rotation: 8 }),
      put('circle', 0.22, 0.74, 0.26, { colour: 'green' }),
      put('square', 0.54, 0.72, 0.2, { colour: 'purple', rotation: 12 }),
      put('star', 0.83, 0.74, 0.24, { rotation: -6 }),
    ]),
    question: 'Are there more hearts than stars?',
    answer: 'yes',
    objects: [0, 1, 2, 5],
  },
  {
    id: 'street',
    title: 'In the street',
    scene: scene('brick', 6, [
      put('house', 0.22, 0.28, 0.34),
      put('castle', 0.73, 0.27, 0.33),
      put('car', 0.2, 0.78, 0.26, { colour: 'yellow' }),
      put('bus', 0.55, 0.77, 0.26),
      put('bike', 0.86, 0.78, 0.2),
    ]),
    question: 'What color is the car?',
    answer: 'yellow',
    objects: [2],
  },
];
