/** What the command takes when an option is left out; apart from the code that uses it, so that help comes at once. */

/** The bundled model. */
export const DEFAULT_MODEL = 'stickers';

export const DEFAULT_METHODS: readonly string[] = ['equal', 'weighted'];
