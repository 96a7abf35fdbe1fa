/** Calls that wait for the worker: who goes first, and which ones a newer call makes pointless. */
import { cancelled, type Body, type Call } from './call';

type Kind = Body['type'];

/** Lower goes first; equal ones in the order in which they came. Curves take seconds, so all else passes them. */
const RANK: Readonly<Record<Kind, number>> = {
  load: 0,
  image: 1,
  explain: 1,
  attention: 1,
  replay: 1,
  perturb: 2,
};

/**
 * What a new call takes the place of, waiting or running. The latest edit wins; attention, replay and curves belong to
 * the explanation before it. A new image is a new subject, so curves of the old one stop; a new model ends everything.
 */
export const SUPERSEDES: Readonly<Record<Kind, readonly Kind[]>> = {
  load: ['load', 'explain', 'attention', 'replay', 'perturb'],
  image: ['perturb'],
  explain: ['explain', 'attention', 'replay', 'perturb'],
  attention: [],
  replay: [],
  perturb: [],
};

export class CallQueue {
  readonly #waiting: Call[] = [];

  get first(): Call | undefined {
    return this.#waiting[0];
  }

  /** Adds a call, after those waiting ones that it supersedes have been rejected as cancelled. */
  add(call: Call): void {
    for (const old of this.#waiting.filter(({ body }) => SUPERSEDES[call.body.type].includes(body.type))) {
      this.remove(old);
      old.fail(cancelled());
    }
    const rank = RANK[call.body.type];
    const place = this.#waiting.findIndex(({ body }) => RANK[body.type] > rank);
    this.#waiting.splice(place < 0 ? this.#waiting.length : place, 0, call);
  }

  /** Puts a call back in front, to be tried again. */
  putBack(call: Call): void {
    this.#waiting.unshift(call);
  }

  shift(): Call | undefined {
    return this.#waiting.shift();
  }

  /** Takes a call out without settling it; false when it does not wait here. */
  remove(call: Call): boolean {
    const place = this.#waiting.indexOf(call);
    if (place >= 0) this.#waiting.splice(place, 1);
    return place >= 0;
  }

  /** Takes out all that wait, in their order. */
  drain(): Call[] {
    return this.#waiting.splice(0);
  }
}
