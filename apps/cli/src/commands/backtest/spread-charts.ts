// Pictures of how sure the numbers are: rolling Sharpe ratio, drawn histories, calibration.
import type { BacktestDocument, BootstrapDistribution, LevelCalibration } from '@regimekit/evaluation';
import { curvesChart, histogramChart, intervalChart, type ReportBlock, type ReportSection } from '@regimekit/report';

const YEAR = 252;

/** Over the last year of sessions, on each day that has one behind it. */
export function rollingSharpeBlock({ daily, strategies }: BacktestDocument): ReportBlock[] {
  const dates = daily.dates.slice(YEAR - 1);
  if (dates.length < 2) return [];
  // A constant mix has the ratio of what it mixes.
  const shown = strategies.filter(({ name, role }) => role === 'strategy' || name === 'buy and hold');
  const series = shown.map(({ name }) => ({ name, values: rollingSharpe(daily.returns[name]!, daily.riskFree) }));
  const chart = curvesChart(
    { dates, series },
    { title: 'Rolling Sharpe ratio', subtitle: 'Of the 252 sessions up to each day, a year', height: 220 },
  );
  return [{ type: 'chart', chart }];
}

/** A window in which nothing moved earned nothing for its risk: 0. */
export function rollingSharpe(returns: readonly number[], riskFree: readonly number[], window = YEAR): number[] {
  return returns.slice(window - 1).map((_, i) => {
    const excess = returns.slice(i, i + window).map((r, t) => r - riskFree[i + t]!);
    const mean = excess.reduce((sum, x) => sum + x, 0) / window;
    const variance = excess.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (window - 1);
    return variance > 1e-20 ? (mean / Math.sqrt(variance)) * Math.sqrt(YEAR) : 0;
  });
}

const TITLES: Readonly<Partial<Record<BootstrapDistribution['name'], string>>> = {
  sharpe: 'Sharpe ratio',
  cagr: 'Growth a year, in percent',
  maxDrawdown: 'Worst fall, in percent',
  fee5: 'Fee over the constant mix at risk aversion 5, in percent a year',
};

/** The spread of the drawn histories, with the normal curve of the same mean and deviation. */
export function distributionBlocks({ bootstrap }: BacktestDocument): ReportBlock[] {
  return bootstrap.distributions.map(({ name, edges, shares, mean, deviation }) => {
    const unit = name === 'sharpe' ? 1 : 100;
    const scaled = edges.map((edge) => unit * edge);
    const width = scaled[1]! - scaled[0]!;
    const normal = shares.map((_, i) => {
      const z = ((edges[i]! + edges[i + 1]!) / 2 - mean) / deviation;
      return Math.exp(-0.5 * z * z) / (Math.sqrt(2 * Math.PI) * deviation * unit);
    });
    const densities = shares.map((share) => share / width);
    const chart = histogramChart(
      { edges: scaled, densities, normal, names: ['drawn histories', 'normal curve'] },
      {
        title: TITLES[name] ?? name,
        subtitle: `${bootstrap.replications} histories, share over the width of each bar`,
      },
    );
    return { type: 'chart', chart };
  });
}

/** In which tenth of what was predicted the returns lay: a tenth of them in each, if the predictions mean what they say. */
export function calibrationBlock(calibration: LevelCalibration | null): ReportBlock[] {
  if (calibration === null) return [];
  const { bins, level, n, blockLength } = calibration;
  const chart = intervalChart(
    bins.map(({ from, to, share, lower, upper }) => ({
      name: `${Math.round(100 * from)} to ${Math.round(100 * to)} %`,
      estimate: share,
      lower,
      upper,
    })),
    {
      expected: 1 / bins.length,
      upTo: Math.min(1, Math.ceil(20 * Math.max(...bins.map(({ upper }) => upper))) / 20),
      title: 'Calibration: returns of the day after, by tenth of what was predicted',
      subtitle: `Share of ${n} days; the dashed line is right. More at the ends: predicted too narrow, in the middle: too wide. Bands of ${100 * level} % by blocks of ${blockLength} days`,
    },
  );
  return [{ type: 'chart', chart }];
}

/** What was said against what was, where the truth is known. */
export function truthSection({ truth, information }: BacktestDocument): ReportSection[] {
  if (truth === null) return [];
  const { signals, ceiling, calibration } = truth;
  const stressed = information.regimes.at(-1)!.regime;
  const rows = [
    ['these signals', signals] as const,
    ...(ceiling === null
      ? []
      : [
          ['a filter that knows the truth, without correlations', ceiling.diag] as const,
          ['a filter that knows the truth, with correlations', ceiling.full] as const,
        ]),
  ];
  const bins = calibration.bins.filter(({ count, lower, upper }) => count > 0 && lower !== null && upper !== null);
  const intervals = bins.map(({ meanForecast, observed, lower, upper, count }) => ({
    name: `said ${(100 * meanForecast!).toFixed(0)} % (${count} days)`,
    estimate: observed!,
    lower: lower!,
    upper: upper!,
  }));
  return [
    {
      title: 'Against the truth',
      blocks: [
        {
          type: 'table',
          title: `${truth.days} days whose regime is known, beside their ceiling`,
          subtitle: 'The ceiling is the filter whose parameters were estimated from the true labels of all days',
          columns: ['', 'accuracy', 'balanced', 'Brier score', 'log score'].map((name) => ({ name })),
          rows: rows.map(([name, { accuracy, balancedAccuracy, brier, logScore }]) => [
            name,
            `${(100 * accuracy).toFixed(1)} %`,
            `${(100 * balancedAccuracy).toFixed(1)} %`,
            brier.toFixed(3),
            logScore.toFixed(3),
          ]),
        },
        ...(intervals.length === 0
          ? []
          : [
              {
                type: 'chart' as const,
                chart: intervalChart(intervals, {
                  title: `How often ${stressed} was there`,
                  subtitle: `By the probability stated; bands of ${100 * calibration.level} % by blocks of ${calibration.blockLength} days`,
                }),
              },
            ]),
      ],
    },
  ];
}
