/**
 * Names of streams and attention blocks as the networks use them. The relevance rules name the same ones; the engine,
 * which hands blocks from one to the other, does not compile when the two lists differ.
 */
export type Stream = 'text' | 'image';

export type BlockKind =
  | 'vision.self'
  | 'text.self'
  | 'mapper.text_to_image'
  | 'mapper.image_to_text'
  | 'mapper.text.self'
  | 'mapper.image.self';
