/** Texts token by token, from any model that gives logits of the next token after those so far. */
import { WhylightError } from '../tensor/error';
import { softmax } from './target';

/** A model that has seen what it is to speak of. */
export interface Speech {
  /** Text of each token in the order of the logits; one that goes on in the next token ends with `…`. */
  readonly vocabulary: readonly string[];
  /** Token that ends a text. */
  readonly end: number;
  /** Most tokens of a text, the end token not counted. */
  readonly maxTokens: number;
  /** Tokens of a text. */
  encode(text: string): readonly number[];
  /** Logits [vocabulary] of what follows these tokens; none at the beginning. */
  next(tokens: readonly number[]): Promise<ArrayLike<number>>;
}

export interface GenerateOptions {
  /** Texts that are kept at every step; 1, the most probable token at every step, when left out. */
  readonly beams?: number;
  /** Tokens that the text begins with. */
  readonly start?: readonly number[];
  /** Most tokens, those of the start counted, the end token not; what the model takes when left out. */
  readonly maxTokens?: number;
  /**
   * Texts are compared by log-likelihood / length^power, the end token counted: 0 (when left out) takes the most probable
   * text, 1 the highest mean over its tokens (Wu et al. 2016, arXiv 1609.08144, section 7, without its constant).
   */
  readonly lengthPower?: number;
  /** Told the best text so far after every step. */
  readonly onStep?: (tokens: readonly number[]) => void;
  readonly signal?: { readonly aborted: boolean } | undefined;
}

/** A text that was generated. */
export interface Generated {
  /** The start's tokens and what follows them, without the end token. */
  readonly tokens: readonly number[];
  /** For each token that was not given, and for the end token: ln of its probability after those before it. */
  readonly logProbabilities: readonly number[];
  /** Their sum. */
  readonly logLikelihood: number;
  /** Whether the model ended the text; false where it grew too long. */
  readonly isFinished: boolean;
}

interface Beam {
  readonly tokens: readonly number[];
  readonly logs: readonly number[];
  readonly sum: number;
}

/**
 * Beam search (Lowerre 1976): at each step every kept text is continued by every token, and the most probable ones are
 * kept. Ends when no kept text can still overtake the best one that has ended. Ties go to the smaller token.
 *
 * @throws WhylightError ('bad-input') for a number of beams that is none, or a start that leaves no room
 */
export async function generate(speech: Speech, options: GenerateOptions = {}): Promise<Generated> {
  const { beams = 1, start = [], lengthPower = 0, onStep, signal } = options;
  const most = Math.min(options.maxTokens ?? speech.maxTokens, speech.maxTokens);
  if (!Number.isInteger(beams) || beams < 1)
    throw new WhylightError('bad-input', `There are to be ${beams} beams; give a whole number from 1.`);
  if (start.length > most)
    throw new WhylightError(
      'bad-input',
      `The text begins with ${start.length} tokens, more than the ${most} that it may have: shorten it.`,
    );
  const score = (sum: number, length: number) => sum / Math.max(1, length) ** lengthPower;
  let open: Beam[] = [{ tokens: start, logs: [], sum: 0 }];
  let best: { readonly beam: Beam; readonly score: number } | undefined;
  for (;;) {
    if (signal?.aborted) throw aborted();
    const { ended, going } = split(await continued(speech, open), beams, speech.end);
    for (const beam of ended) {
      const own = score(beam.sum, beam.logs.length);
      if (!best || own > best.score) best = { beam, score: own };
    }
    const first = going[0];
    // Log-likelihoods only fall, and a longer text divides them by more.
    const reach = first ? score(first.sum, most - start.length + 1) : -Infinity;
    if (best && best.score >= reach) return finished(best.beam, true);
    onStep?.(first!.tokens);
    if (first!.tokens.length >= most) {
      const whole = best ?? { beam: first! };
      return finished(whole.beam, best !== undefined);
    }
    open = going;
  }
}

/** All texts one token longer, the most probable first. */
async function continued(speech: Speech, open: readonly Beam[]): Promise<Beam[]> {
  const found: Beam[] = [];
  for (const { tokens, logs, sum } of open) {
    softmax(await speech.next(tokens)).forEach((probability, token) => {
      const log = Math.log(probability);
      found.push({ tokens: [...tokens, token], logs: [...logs, log], sum: sum + log });
    });
  }
  return found.sort((a, b) => b.sum - a.sum);
}

/** The first ones, less those that end. */
function split(
  found: readonly Beam[],
  beams: number,
  end: number,
): { readonly ended: readonly Beam[]; readonly going: Beam[] } {
  const kept = found.slice(0, beams);
  const isEnd = ({ tokens }: Beam) => tokens.at(-1) === end;
  const ended = kept.filter(isEnd).map((beam) => ({ ...beam, tokens: beam.tokens.slice(0, -1) }));
  return { ended, going: kept.filter((beam) => !isEnd(beam)) };
}

const finished = ({ tokens, logs, sum }: Beam, isFinished: boolean): Generated => ({
  tokens,
  logProbabilities: logs,
  logLikelihood: sum,
  isFinished,
});

function aborted(): WhylightError {
  const error = new WhylightError('bad-input', 'The request was aborted.');
  error.name = 'AbortError';
  return error;
}

/** A token that could stand at a place of a text. */
export interface Alternative {
  readonly token: number;
  readonly text: string;
  readonly probability: number;
}

/** What could follow these tokens, the most probable first. */
export async function alternativesAfter(
  speech: Speech,
  tokens: readonly number[],
  count: number,
): Promise<Alternative[]> {
  const probabilities = softmax(await speech.next(tokens));
  return Array.from(probabilities, (probability, token) => ({
    token,
    text: speech.vocabulary[token]!,
    probability,
  }))
    .sort((a, b) => b.probability - a.probability)
    .slice(0, count);
}
