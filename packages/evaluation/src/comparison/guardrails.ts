import { quantile } from '@regimekit/numerics';
import { checkSameLength, checkSeries, type Series } from '../check-series.ts';
import type { ComparisonPlan } from './comparison-plan.ts';

/** What has to stay within limits, however much better the candidate predicts. */
export interface GuardrailMeasures {
  /** Worst share of the last year that a refit of the candidate relabelled ({@link labelStability}). */
  readonly relabelRate?: number | undefined;
  /** {@link cutoverTurnover}. */
  readonly cutoverTurnover?: number | undefined;
  /** {@link latencyQuantile} of the candidate, milliseconds. */
  readonly latencyMs?: number | undefined;
}

/** What is limited. */
export type GuardrailName =
  | 'coverage'
  | 'clipped-share'
  | 'dependence'
  | 'relabel-rate'
  | 'cutover-turnover'
  | 'latency';

/** One limit of the plan and what was measured. */
export interface Guardrail {
  readonly name: GuardrailName;
  /** `undefined`: not measured. */
  readonly value: number | undefined;
  readonly limit: number;
  readonly state: 'passed' | 'failed' | 'unknown';
  /**
   * What fails with it: the `candidate`, for good; the `data`, which more days can mend; the `bounds`, which then show nothing
   * in either direction.
   */
  readonly about: 'candidate' | 'data' | 'bounds';
}

/** All guardrails of a plan. What was not measured has not passed. */
export function assessGuardrails(
  limits: ComparisonPlan['guardrails'],
  measures: GuardrailMeasures & {
    readonly coverage: number;
    readonly clippedShare: number;
    readonly dependence: number | undefined;
  },
): readonly Guardrail[] {
  const most = (
    name: GuardrailName,
    value: number | undefined,
    limit: number,
    about: Guardrail['about'] = 'candidate',
  ): Guardrail => {
    const state = value === undefined ? 'unknown' : value <= limit ? 'passed' : 'failed';
    return { name, value, limit, state, about };
  };
  const coverage: Guardrail = {
    name: 'coverage',
    value: measures.coverage,
    limit: limits.minCoverage,
    state: measures.coverage >= limits.minCoverage ? 'passed' : 'failed',
    about: 'data',
  };
  return [
    coverage,
    most('clipped-share', measures.clippedShare, limits.maxClippedShare, 'data'),
    most('dependence', measures.dependence, limits.maxDependence, 'bounds'),
    most('relabel-rate', measures.relabelRate, limits.maxRelabelRate),
    most('cutover-turnover', measures.cutoverTurnover, limits.maxCutoverTurnover),
    most('latency', measures.latencyMs, limits.maxLatencyMs),
  ];
}

/**
 * Turnover at the cutover: half of the sum of |weight of the candidate - weight of the baseline| over all assets, cash included.
 *
 * @param baseline - weights of the assets on the day; cash is what is left of one
 */
export function cutoverTurnover(baseline: Series, candidate: Series): number {
  const a = checkSeries('baseline', baseline);
  const b = checkSeries('candidate', candidate);
  checkSameLength('candidate', b.length, 'baseline', a.length);
  let [sum, cash] = [0, 0];
  for (let i = 0; i < a.length; i++) {
    sum += Math.abs(b[i]! - a[i]!);
    cash += a[i]! - b[i]!;
  }
  return (sum + Math.abs(cash)) / 2;
}

/** The latency that 95 % of the predictions keep. */
export function latencyQuantile(latenciesMs: Series): number {
  return quantile(checkSeries('latenciesMs', latenciesMs), 0.95);
}
