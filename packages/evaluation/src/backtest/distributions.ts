// How the drawn histories spread: more than an interval says, and still small enough for a document.
import type { MetricName } from '../metrics/headline.ts';
import type { BootstrappedSummary } from '../resampling/bootstrap-metrics.ts';

export interface BootstrapDistribution {
  readonly name: MetricName;
  /** Borders of the bars, one more than there are bars. */
  readonly edges: readonly number[];
  /** Share of the histories in each bar. */
  readonly shares: readonly number[];
  readonly mean: number;
  readonly deviation: number;
}

const SHOWN: readonly MetricName[] = ['sharpe', 'cagr', 'maxDrawdown', 'fee5'];
const BARS = 30;

/** Of the numbers that a reader looks at first; a number that no history gave, or that never varies, has none. */
export function distributionsOf({ replications }: BootstrappedSummary): BootstrapDistribution[] {
  return SHOWN.flatMap((name) => {
    const known = replications[name].filter((value) => Number.isFinite(value));
    const [low, high] = [Math.min(...known), Math.max(...known)];
    if (known.length < 2 || !(high > low)) return [];
    const shares = Array.from({ length: BARS }, () => 0);
    for (const value of known) {
      const bar = Math.min(BARS - 1, Math.floor((BARS * (value - low)) / (high - low)));
      shares[bar]! += 1 / known.length;
    }
    const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
    const squares = known.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    const edges = Array.from({ length: BARS + 1 }, (_, i) => low + ((high - low) * i) / BARS);
    return [{ name, edges, shares, mean, deviation: Math.sqrt(squares / (known.length - 1)) }];
  });
}
