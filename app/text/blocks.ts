import type { BlockKind } from '../../src/relevance/types';

interface BlockName {
  readonly kind: BlockKind;
  readonly layer: number;
}

const KINDS: Readonly<Record<BlockKind, { place: string; does: string }>> = {
  'vision.self': { place: 'Image tower', does: 'patches attend to patches' },
  'text.self': { place: 'Text tower', does: 'words attend to words' },
  'mapper.text_to_image': { place: 'Mapper', does: 'words attend to patches' },
  'mapper.image_to_text': { place: 'Mapper', does: 'patches attend to words' },
  'mapper.text.self': { place: 'Mapper', does: 'words attend to words' },
  'mapper.image.self': { place: 'Mapper', does: 'patches attend to patches' },
};

/** “Image tower” */
export const blockPlace = (kind: BlockKind): string => KINDS[kind].place;

/** “Mapper layer 2: words attend to patches” */
export const blockName = ({ kind, layer }: BlockName): string =>
  `${KINDS[kind].place} layer ${layer + 1}: ${KINDS[kind].does}`;
