import * as v from 'valibot';

/** What a foreign model is asked, and how its answer is read. */
export const TASKS = ['image-classification', 'text-classification', 'visual-question-answering'] as const;

export type Task = (typeof TASKS)[number];

const count = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1_000_000));

/** A foreign model's configuration, made of the files that it was published with. */
export const IMPORTED_CONFIG = v.object({
  task: v.picklist(TASKS),
  /** Where it came from, as its own configuration says: `ViTForImageClassification`. */
  model: v.string(),
  /** Sides of the image that the model takes, in pixels; absent where it sees none. */
  image: v.optional(v.object({ height: count, width: count })),
  /** Most tokens of a text; absent where it reads none. */
  maxTokens: v.optional(count),
});

export type ImportedConfig = v.InferOutput<typeof IMPORTED_CONFIG>;

export const seesImage = ({ task }: Pick<ImportedConfig, 'task'>): boolean => task !== 'text-classification';
export const readsText = ({ task }: Pick<ImportedConfig, 'task'>): boolean => task !== 'image-classification';
