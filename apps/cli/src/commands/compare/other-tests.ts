// The tests that inform and decide nothing, a line each.
import type { ComparisonRecord, UnscoredRecord } from '@regimekit/evaluation';
import { percent } from '../../frame/terminal.ts';

/** Name of the test and what it found; only those that were computed. */
export function otherTests({ alsoShown, plan }: ComparisonRecord | UnscoredRecord): [test: string, found: string][] {
  const { dieboldMariano, decisions, sharpeDifference } = alsoShown;
  const [a, b] = [plan.baseline.version, plan.candidate.version];
  const rows: [string, string][] = [];
  if (dieboldMariano !== null) {
    const { statistic, lags } = dieboldMariano;
    rows.push(['Diebold-Mariano', `${signed(statistic)}, p ${probability(dieboldMariano.pValue)} (${lags} lags)`]);
  }
  if (decisions !== null) {
    const { kappa, mcNemar, judgedDays, disputedDays, baselineRight, candidateRight } = decisions;
    rows.push(
      ['same decision', `${percent(kappa.agreement)} of days, kappa ${kappa.kappa?.toFixed(2) ?? '-'}`],
      [
        'right in hindsight',
        judgedDays === 0
          ? `no day judged: hindsight needs 21 days (${disputedDays} disputed)`
          : `${a} ${percent(baselineRight / judgedDays)}, ${b} ${percent(candidateRight / judgedDays)} of ${judgedDays} days (${disputedDays} disputed)`,
      ],
      ['McNemar, exact', `${mcNemar.onlyA} to ${mcNemar.onlyB}, p ${probability(mcNemar.pValue)}`],
    );
  }
  if (sharpeDifference !== null) {
    const { difference, interval, pValue } = sharpeDifference;
    const range = interval === null ? '' : ` (${interval.lower.toFixed(2)} to ${interval.upper.toFixed(2)})`;
    const found =
      pValue === null
        ? 'none: acting on either was the same'
        : `${signed(difference)}${range}, p ${probability(pValue)} (Ledoit-Wolf)`;
    rows.push(['Sharpe difference, 0/1', found]);
  }
  return rows;
}

function signed(value: number | null): string {
  return value === null ? '-' : `${value < 0 ? '' : '+'}${value.toFixed(2)}`;
}

function probability(value: number | null): string {
  if (value === null) return '-';
  return value < 0.001 ? '<0.001' : value.toFixed(3);
}
