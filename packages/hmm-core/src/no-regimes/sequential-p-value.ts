import type { Replicate } from './replicate-task.ts';

/** Why no more series were simulated. */
export type BootstrapStop = 'replicates' | 'exceedances' | 'cancelled';

/** A p-value that grows with the replicates; they must come in order. */
export interface SequentialPValue {
  /** Takes the next replicate; true once nothing more is needed. */
  add(replicate: Replicate): boolean;
  readonly statistics: readonly number[];
  readonly exceedances: number;
  readonly notConverged: number;
  /** The p-value as it stands, by the rule of `stop`. */
  pValue(): number;
  stop(): BootstrapStop;
}

/**
 * With all B replicates p = (1 + g) / (B + 1), g those at least as large as the observed statistic (Davison and Hinkley
 * 1997, section 4.2). With a limit h (Besag and Clifford 1991): the draws end at the h-th exceedance, the l-th draw, with
 * p = h / l; without it after B draws with (1 + g) / (B + 1). Either way P(p <= a) <= a when the null is true and the law
 * that is drawn from is the right one.
 *
 * A statistic that is no number counts as an exceedance: the fit of that series broke down, and nobody may profit.
 */
export function sequentialPValue(observed: number, replicates: number, limit: number | null): SequentialPValue {
  const statistics: number[] = [];
  let exceedances = 0;
  let notConverged = 0;
  const reached = () => limit !== null && exceedances >= limit;
  return {
    statistics,
    get exceedances() {
      return exceedances;
    },
    get notConverged() {
      return notConverged;
    },
    add({ statistic, converged }) {
      if (reached() || statistics.length >= replicates) return true;
      statistics.push(statistic);
      if (!(statistic < observed)) exceedances++;
      if (!converged) notConverged++;
      return reached() || statistics.length >= replicates;
    },
    pValue: () => (reached() ? exceedances / statistics.length : (1 + exceedances) / (statistics.length + 1)),
    stop: () => (reached() ? 'exceedances' : statistics.length >= replicates ? 'replicates' : 'cancelled'),
  };
}
