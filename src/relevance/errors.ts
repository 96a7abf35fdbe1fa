/** A request that cannot be met (unknown method, missing importance, unfit blocks), in one sentence fit for a person. */
export class MethodError extends Error {
  readonly code = 'bad-input';

  constructor(message: string) {
    super(message);
    this.name = 'MethodError';
  }
}
