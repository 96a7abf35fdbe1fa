/** Names of the procedural backgrounds; `ground/` draws them. */
export const BACKGROUNDS = [
  'grass',
  'sky',
  'sea',
  'sand',
  'night',
  'brick',
  'wood',
  'snow',
  'tiles',
  'noise',
] as const;
export type BackgroundKind = (typeof BACKGROUNDS)[number];
