import type { LookFindings } from './look-findings.ts';

/** One line a judged day: scores, regimes, the running mean and its bounds where an observation ended. */
export function comparisonCsv({ days, path, record }: LookFindings): string {
  const at = new Map((path?.dates ?? []).map((date, n) => [date, n]));
  const header =
    'date,baseline_score,candidate_score,difference,running_mean,lower,upper,margin,baseline_regime,candidate_regime';
  const lines = days.map(({ date, baseline, candidate }) => {
    const [a, b] = [baseline.logScore, candidate.logScore];
    const n = at.get(date);
    const bounds = path === undefined || n === undefined ? ['', '', ''] : [path.mean[n], path.lower[n], path.upper[n]];
    const difference = a === undefined || b === undefined ? '' : b - a;
    return [date, a ?? '', b ?? '', difference, ...bounds, record.plan.margin, baseline.regime, candidate.regime].join(
      ',',
    );
  });
  return `${[header, ...lines].join('\n')}\n`;
}
