import { WhylightError } from '../tensor/error';

/** A link that cannot be read, with a sentence for a person. `reason` completes "This link is damaged: …". */
export class LinkError extends WhylightError {
  constructor(reason: string, sentence = `This link is damaged: ${reason}. Copy the whole link again.`) {
    super('bad-input', sentence);
    this.name = 'LinkError';
  }
}

/** The error for a link that says what only later versions understand. `what` stands in brackets. */
export const newerLink = (what: string): LinkError =>
  new LinkError(
    '',
    `This link was made by a newer Whylight (${what}): reload the page to get the newest version, then open the link again.`,
  );

/** The error for a state that no link can hold. `reason` completes "No link can be made of this: …". */
export const unwritable = (reason: string): LinkError =>
  new LinkError(reason, `No link can be made of this: ${reason}.`);
