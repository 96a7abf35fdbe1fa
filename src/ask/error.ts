import { WhylightError } from '../tensor/error';

/** A link that cannot be read, with a sentence for a person. `reason` completes "This link is damaged: …". */
export class LinkError extends WhylightError {
  constructor(reason: string, sentence = `This link is damaged: ${reason}. Copy the whole link again.`) {
    super('bad-input', sentence);
    this.name = 'LinkError';
  }
}
