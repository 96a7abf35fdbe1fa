/** Score against the removed fraction. */
export interface Curve {
  /** Ascending, 0 … 1. */
  readonly fractions: readonly number[];
  /** Accuracy over a data set, or the target's probability on one example: 0 … 1. */
  readonly scores: readonly number[];
}

/**
 * Area under a curve by trapezoids over the removed fraction. Between 0 and 1 when the curve spans 0 … 1; a curve of a
 * single point (nothing can be removed) has that point's score.
 */
export function auc({ fractions, scores }: Curve): number {
  if (fractions.length !== scores.length || fractions.length === 0) {
    throw new RangeError(
      `A curve has ${fractions.length} fractions and ${scores.length} scores; expected one each.`,
    );
  }
  if (fractions.length === 1) return scores[0]!;
  let area = 0;
  for (let n = 1; n < fractions.length; n++) {
    area += ((fractions[n]! - fractions[n - 1]!) * (scores[n]! + scores[n - 1]!)) / 2;
  }
  return area;
}

/** The part of a curve that lies on a coarser grid: both grids come from the same runs. */
export function onGrid({ fractions, scores }: Curve, grid: readonly number[]): Curve {
  return {
    fractions: grid,
    scores: grid.map((fraction) => {
      const at = fractions.indexOf(fraction);
      if (at < 0)
        throw new RangeError(`The curve has no point at ${fraction}; its grid is ${fractions.join(', ')}.`);
      return scores[at]!;
    }),
  };
}

/** Mean of curves on one grid. */
export function meanCurve(curves: readonly Curve[]): Curve {
  const { fractions } = curves[0]!;
  return {
    fractions,
    scores: fractions.map((_, n) => curves.reduce((sum, { scores }) => sum + scores[n]!, 0) / curves.length),
  };
}
