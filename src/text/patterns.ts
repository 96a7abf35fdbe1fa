/**
 * How long a `tokenizer.json` may make this program think. JavaScript's regular expressions go back and try again, so that a
 * pattern such as `(a+)+$` takes years for fifty letters; and replacements by longer texts, one after the other, fill any
 * memory. Patterns whose steps grow faster than the square of a text's length are refused, and so are steps that make a
 * text much longer.
 */
import { quoted } from '../tensor/quote';

const MAX_PATTERN = 1000;
const MAX_STEPS = 32;
const MAX_DEPTH = 6;
/** Characters of any text that a step puts in. */
const MAX_TEXT = 64;
/** So many times as long may all steps together make a text. */
const MAX_GROWTH = 4;
/** Ways to match at one place, apart from how far a repetition goes. */
const MAX_WAYS = 48;

/** Ways to match at one place: `ways` · length ^ `repetitions`. */
interface Cost {
  readonly repetitions: number;
  readonly ways: number;
}

const ONE: Cost = { repetitions: 0, ways: 1 };
const isOne = ({ repetitions, ways }: Cost): boolean => repetitions === 0 && ways === 1;

/** Why a pattern is not taken, as the end of a sentence; undefined for a harmless one. */
export function unsafePattern(source: string): string | undefined {
  if (source.length > MAX_PATTERN) return `has ${source.length} characters, at most ${MAX_PATTERN} are read`;
  try {
    const { repetitions, ways } = new PatternReader(source).whole();
    return repetitions > 1 || ways > MAX_WAYS ? 'could take for ever' : undefined;
  } catch (error) {
    if (error instanceof Unclear) return error.message;
    throw error;
  }
}

class Unclear extends Error {}

/** Reads a pattern as far as its cost needs; whatever it does not know is refused. */
class PatternReader {
  private at = 0;
  private depth = 0;

  constructor(private readonly source: string) {}

  whole(): Cost {
    const cost = this.choice();
    if (this.at < this.source.length) throw new Unclear('closes a bracket that was never opened');
    return cost;
  }

  /** Alternatives, each tried after the other. */
  private choice(): Cost {
    const costs = [this.sequence()];
    while (this.take('|')) costs.push(this.sequence());
    return {
      repetitions: Math.max(...costs.map(({ repetitions }) => repetitions)),
      ways: costs.reduce((sum, { ways }) => sum + ways, 0),
    };
  }

  private sequence(): Cost {
    let cost = ONE;
    while (this.at < this.source.length && !'|)'.includes(this.source[this.at]!)) {
      const part = this.repeated(this.part());
      cost = { repetitions: cost.repetitions + part.repetitions, ways: cost.ways * part.ways };
    }
    return cost;
  }

  private part(): Cost {
    if (this.take('(')) return this.group();
    if (this.take('[')) return this.set();
    if (this.take('\\')) return this.escape();
    this.at++;
    return ONE;
  }

  private group(): Cost {
    if (++this.depth > MAX_DEPTH) throw new Unclear('is nested too deep');
    const [kind = ''] = /^\?(?:[:=!]|<[=!]|i:|<\w+>)/.exec(this.source.slice(this.at)) ?? [];
    if (kind === '' && this.source[this.at] === '?')
      throw new Unclear('has a kind of group that is not read');
    this.at += kind.length;
    const cost = this.choice();
    if (!this.take(')')) throw new Unclear('leaves a bracket open');
    this.depth--;
    return cost;
  }

  private set(): Cost {
    this.take('^');
    for (; this.at < this.source.length; this.at++) {
      const character = this.source[this.at]!;
      if (character === '\\') this.at++;
      else if (character === '[') throw new Unclear('has a set within a set');
      else if (character === ']') {
        this.at++;
        return ONE;
      }
    }
    throw new Unclear('leaves a set open');
  }

  private escape(): Cost {
    const rest = this.source.slice(this.at);
    if (/^[1-9k]/.test(rest)) throw new Unclear('refers back to what it found');
    const [long = rest.slice(0, 1)] = /^(?:[pPu]\{[^}]*\}|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2})/.exec(rest) ?? [];
    this.at += long.length;
    return ONE;
  }

  /** A part with what says how often it comes. */
  private repeated(part: Cost): Cost {
    const [found, least, comma, most] =
      /^(?:[*+?]|\{(\d+)(,?)(\d*)\})/.exec(this.source.slice(this.at)) ?? [];
    if (found === undefined) return part;
    this.at += found.length;
    if (/[?+]/.test(this.source[this.at] ?? '')) this.at++;
    if (found === '?') return { ...part, ways: part.ways + 1 };
    if (!isOne(part)) throw new Unclear('repeats what repeats or chooses');
    if (found === '*' || found === '+' || (comma === ',' && most === '')) return { repetitions: 1, ways: 1 };
    const [low, high] = [Number(least), comma === '' ? Number(least) : Number(most)];
    if (high > MAX_PATTERN) throw new Unclear('counts too far');
    return { repetitions: 0, ways: Math.max(1, high - low + 1) };
  }

  private take(character: string): boolean {
    if (this.source[this.at] !== character) return false;
    this.at++;
    return true;
  }
}

/**
 * Looks through the steps of a normaliser or pre-tokeniser, whatever their kind.
 * @param fail throws the error, given what is wrong as the end of a sentence
 */
export function checkSteps(steps: readonly unknown[], fail: (problem: string) => never): void {
  let count = 0;
  let growth = 1;
  const visit = (step: unknown, depth: number): void => {
    if (typeof step !== 'object' || step === null) return;
    if (depth > MAX_DEPTH || ++count > MAX_STEPS)
      fail(`has more than ${MAX_STEPS} steps of preparing a text`);
    for (const [name, value] of Object.entries(step)) {
      if (name === 'pattern') checkPattern(value);
      else if (Array.isArray(value)) value.forEach((inner) => visit(inner, depth + 1));
      else if (typeof value === 'string' && name !== 'precompiled_charsmap' && value.length > MAX_TEXT)
        fail(`puts in a text of ${value.length} characters as its ${quoted(name)}`);
      else if (name === 'length' && !(Number.isInteger(value) && Number(value) > 0))
        fail(`cuts texts into pieces of ${quoted(value)} characters`);
    }
    growth *= growthOf(step);
    if (growth > MAX_GROWTH) fail('makes texts many times as long by its replacements');
  };
  const checkPattern = (pattern: unknown): void => {
    const source: unknown =
      pattern !== null && typeof pattern === 'object' && 'Regex' in pattern ? pattern.Regex : '';
    if (typeof source !== 'string') return fail('has a pattern that is no text');
    const problem = unsafePattern(source);
    if (problem !== undefined) fail(`has the pattern ${quoted(source)}, which ${problem}`);
  };
  steps.forEach((step) => visit(step, 0));
}

/** How many times as long a text may become: what is put in may come between any two characters, and for each of them. */
function growthOf(step: object): number {
  const { content, replacement, pattern } = step as Record<string, unknown>;
  const texts = [content, replacement].filter((value) => typeof value === 'string');
  const longest = Math.max(0, ...texts.map(({ length }) => length));
  if (longest === 0) return 1;
  return longest === 1 && !matchesNothing(pattern) ? 1 : longest + 1;
}

/** Whether a pattern is found where nothing stands. */
function matchesNothing(pattern: unknown): boolean {
  const { Regex, String: text } = (pattern ?? {}) as Record<string, unknown>;
  if (typeof Regex !== 'string') return text === '';
  return /^(?:\||$|\^|\()|[*?}]|\|(?:\||$)/.test(Regex);
}
