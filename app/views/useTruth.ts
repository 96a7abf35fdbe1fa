export const useTruthOutline = (): readonly number[] | undefined => undefined;
