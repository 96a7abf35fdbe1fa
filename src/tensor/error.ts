/** Bad input or an unfit model, in one sentence fit for a person. Everything else that is thrown is a defect. */
export class WhylightError extends Error {
  constructor(
    readonly code: 'bad-input' | 'model-broken' | 'network' | 'out-of-memory',
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'WhylightError';
  }
}
