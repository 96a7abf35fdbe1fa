import { note } from '../../node/terminal';

/** The exit code of a program that an interrupt ended. */
export const INTERRUPTED = 130;

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** Lets an interrupt finish the running step and save it; a second one ends the program at once. */
export class Interrupt {
  /** While this is set, nothing would be lost: an interrupt ends the program at once. */
  preparing = false;
  private readonly controller = new AbortController();
  private readonly listener = (): void => {
    if (this.preparing || this.controller.signal.aborted) process.exit(INTERRUPTED);
    this.controller.abort();
    note('stopping after this step; interrupt again to stop at once.');
  };

  constructor() {
    for (const name of SIGNALS) process.on(name, this.listener);
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  release(): void {
    for (const name of SIGNALS) process.off(name, this.listener);
  }
}
