/** What an import changed on the way, in words fit for a person. */
export const NOTES = {
  'half-precision': 'Weights in half precision are used as stored, and everything is computed in float32.',
  'quantised-activations':
    'This file rounds activations to 8 bits; they are kept in floating point here, since rounding has no gradient.',
  'quantised-weights': 'Integer weights stand for the numbers that they were rounded to.',
  'unpacked-weights': 'Weights of 4 bits are unpacked to float32 beside the graph.',
  'empty-cache': 'Inputs for keys and values of earlier steps are taken to be empty.',
  'fixed-inputs': 'Switches, masks and positions of the file are bound to constants.',
  'all-real': 'All pictures are taken to be real, none to be padding.',
} as const;

export type NoteKind = keyof typeof NOTES;

export interface Note {
  readonly kind: NoteKind;
  readonly text: string;
}
