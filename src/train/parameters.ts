/** Trainable tensors by name, float32. */
export type Parameters = Map<string, { readonly shape: readonly number[]; readonly data: Float32Array }>;

/** Values of a parameter. @throws Error when there is none of that name */
export function parameterOf(parameters: Parameters, name: string): Float32Array {
  const found = parameters.get(name);
  if (!found) throw new Error(`The parameter ${name} is missing.`);
  return found.data;
}
