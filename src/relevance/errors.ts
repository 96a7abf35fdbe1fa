import { WhylightError } from '../tensor/error';

/** A request that cannot be met (unknown method, missing importance, unfit blocks), in one sentence fit for a person. */
export class MethodError extends WhylightError {
  constructor(message: string) {
    super('bad-input', message);
    this.name = 'MethodError';
  }
}
