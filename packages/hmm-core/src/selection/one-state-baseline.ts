import { RegimekitError } from '@regimekit/errors';
import { inversePositive } from '../math/small-matrix.ts';
import { fitVar1 } from '../no-regimes/var1.ts';
import { firstRows } from './expanding-windows.ts';
import { countedRows } from './measure-candidate.ts';
import type { SelectionPlan } from './selection-plan.ts';

/** Log predictive scores of one state with memory, on the rows of the spans that follow another row. */
export interface BaselineScores {
  readonly rows: readonly number[];
  readonly scores: Float64Array;
}

/**
 * How a vector autoregression of order one foresees the same spans, fitted to the same rows before each. undefined where
 * it says nothing: missing values, whole numbers, too few rows, features that depend on each other.
 */
export function scoreBaseline(plan: SelectionPlan): BaselineScores | undefined {
  const { rows, windows, settings } = plan;
  const discrete = settings.families.some((family) =>
    Array.from({ length: rows.columns }, (_, d) => d).some((d) => family.isDiscrete?.(d) === true),
  );
  if (windows.length === 0 || discrete || rows.data.some(Number.isNaN)) return undefined;
  const follows = new Set(countedRows({ ...plan, memory: Math.max(plan.memory, 1) }));
  const used: number[] = [];
  const scores: number[] = [];
  try {
    for (const { trainEnd, testEnd } of windows) {
      const score = predictor(plan, trainEnd);
      for (const t of countedRows(plan, trainEnd, testEnd)) {
        if (!follows.has(t)) continue;
        used.push(t);
        scores.push(score(t));
      }
    }
  } catch (error) {
    if (RegimekitError.isInstance(error)) return undefined;
    throw error;
  }
  return used.length === 0 ? undefined : { rows: used, scores: Float64Array.from(scores) };
}

/** log N(y_t; c + Phi y_{t-1}, Sigma) with the estimates from the first rows. */
function predictor({ rows }: SelectionPlan, trainEnd: number): (t: number) => number {
  const D = rows.columns;
  const { data, lengths } = firstRows(rows, trainEnd);
  const { intercept, coefficients, covariance } = fitVar1({ data, nSteps: trainEnd, nFeatures: D, lengths }, 'var1');
  const { inverse, logDeterminant } = inversePositive(covariance, D)!;
  const left = new Float64Array(D);
  return (t) => {
    let distance = 0;
    for (let i = 0; i < D; i++) {
      left[i] = rows.get(t, i) - intercept[i]!;
      for (let j = 0; j < D; j++) left[i]! -= coefficients[i * D + j]! * rows.get(t - 1, j);
    }
    for (let i = 0; i < D; i++) for (let j = 0; j < D; j++) distance += left[i]! * inverse[i * D + j]! * left[j]!;
    return -0.5 * (D * Math.log(2 * Math.PI) + logDeterminant + distance);
  };
}
