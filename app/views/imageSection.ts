/** Id of the section with the pictures, to which the question box leads on a phone. */
export const IMAGE_SECTION = 'image-section';
