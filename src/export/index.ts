/** Explanations for other programs and for papers. */
export { methodsBibTeX } from './bibtex';
export { explanationCsv } from './csv';
export { explanationFigure } from './figure';
export type { FigureRequest } from './figure';
export { explanationHtml, galleryHtml, GENERATOR } from './html';
export type { GalleryEntry } from './html';
