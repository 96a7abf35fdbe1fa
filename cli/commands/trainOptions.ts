import { InvalidArgumentError } from 'commander';
import { PRESETS, STAGES, type PresetName, type StageName } from '../../node/train/presets';

/** A share from 0 to 1. */
export const share = (text: string): number => {
  const value = Number(text);
  if (text.trim() !== '' && value >= 0 && value <= 1) return value;
  throw new InvalidArgumentError('Expected a number from 0 to 1.');
};

/** A learning rate. */
export const rate = (text: string): number => {
  const value = Number(text);
  if (text.trim() !== '' && value > 0 && value <= 1) return value;
  throw new InvalidArgumentError('Expected a number above 0 and at most 1.');
};

export function presetName(text: string): PresetName {
  if (Object.hasOwn(PRESETS, text)) return text as PresetName;
  throw new InvalidArgumentError(`Expected one of ${Object.keys(PRESETS).join(', ')}.`);
}

/** Steps of the stages: `5000` for the mapper's, or `labels=100,clip=200,mapper=5000`; 0 leaves a stage out. */
export function stageSteps(text: string): Partial<Record<StageName, number>> {
  const parts = /^\d+$/.test(text.trim()) ? [`mapper=${text.trim()}`] : text.split(',');
  const entries = parts.map((part) => {
    const [name, count] = part.split('=').map((side) => side.trim());
    if (!STAGES.includes(name as StageName) || !/^\d{1,9}$/.test(count ?? '')) {
      throw new InvalidArgumentError(
        `Expected a number, or numbers by stage such as ${STAGES.map((stage) => `${stage}=100`).join(',')}.`,
      );
    }
    return [name, Number(count)] as const;
  });
  const steps = Object.fromEntries(entries) as Partial<Record<StageName, number>>;
  if (steps.mapper === 0) throw new InvalidArgumentError('The mapper needs at least 1 step.');
  return steps;
}
