/** Name → shape of every tensor of a model. */
export type TensorTable = Readonly<Record<string, readonly number[]>>;
