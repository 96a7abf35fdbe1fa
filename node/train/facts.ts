import { cpus, totalmem } from 'node:os';
import { readFile } from 'node:fs/promises';
import type { StepReport } from '../../src/train/trainer';

/** What a stage did, from its log. */
export interface StageFacts {
  readonly steps: number;
  readonly imagesSeen: number;
  readonly questionsSeen: number;
  /** Means over the last steps (at most 100): `loss`, `loss.answers`, … */
  readonly finalLosses: Readonly<Record<string, number>>;
  /** On the training questions of those steps, before each step learned from them. */
  readonly finalTrainingAccuracy?: number;
  /** Time spent, pauses between runs left out. */
  readonly seconds: number;
}

interface LogLine extends StepReport {
  readonly stage: string;
  /** Milliseconds since 1970. */
  readonly time: number;
}

const LAST_STEPS = 100;

/** A longer silence between two steps is a pause between runs. */
const PAUSE_MS = 5 * 60_000;

/** Reads a training log; a step that was run again after a crash counts once, its time twice. */
export async function stageFacts(
  log: string,
  shapes: Readonly<Record<string, { readonly images: number; readonly questions: number }>>,
): Promise<Record<string, StageFacts>> {
  const lines = (await readFile(log, 'utf8'))
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as LogLine);
  const facts = Object.entries(shapes).flatMap(([stage, shape]) => {
    const own = lines.filter((line) => line.stage === stage);
    return own.length === 0 ? [] : [[stage, summary(own, shape)] as const];
  });
  return Object.fromEntries(facts);
}

function summary(
  lines: readonly LogLine[],
  { images, questions }: { readonly images: number; readonly questions: number },
): StageFacts {
  const steps = [...new Map(lines.map((line) => [line.step, line])).values()];
  const last = steps.slice(-LAST_STEPS);
  const mean = (of: (line: LogLine) => number) =>
    Number((last.reduce((sum, line) => sum + of(line), 0) / last.length).toPrecision(4));
  const gaps = lines.slice(1).map(({ time }, i) => time - lines[i]!.time);
  const running = gaps.filter((gap) => gap >= 0 && gap < PAUSE_MS);
  return {
    steps: steps.length,
    imagesSeen: steps.length * images,
    questionsSeen: steps.length * images * questions,
    finalLosses: Object.fromEntries(
      Object.keys(last[0]!.losses).map((name) => [name, mean(({ losses }) => losses[name]!)]),
    ),
    ...(last[0]!.accuracy === undefined ? {} : { finalTrainingAccuracy: mean(({ accuracy }) => accuracy!) }),
    seconds: Math.round(running.reduce((sum, gap) => sum + gap, 0) / 1000),
  };
}

/** What kind of machine this is, without anything that identifies it. */
export function machineClass(): Record<string, unknown> {
  const processors = cpus();
  return {
    processor: processors[0]?.model.trim() ?? process.arch,
    cores: processors.length,
    memoryGB: Math.round(totalmem() / 2 ** 30),
    platform: `${process.platform} ${process.arch}`,
    node: process.versions.node,
  };
}
