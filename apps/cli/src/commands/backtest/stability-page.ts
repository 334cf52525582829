// Stability and densities on the terminal: what comes before all money.
import type { BacktestDocument, DensityDocument } from '@regimekit/evaluation';
import { bold, dim, percent, table } from '../../frame/terminal.ts';

export function stabilityLines({ stability, densities }: BacktestDocument): string[] {
  const survival =
    stability === null
      ? []
      : [
          '',
          bold('Did labels stay what they were') + dim(', by the confidence stated with them'),
          table(
            ['stated', 'labels', 'outlived a refit', 'outlived a year'],
            stability.survival
              .filter(({ afterRefit }) => afterRefit > 0)
              .map(({ from, to, afterRefit, survivedRefit, survivedYear }) => [
                `${percent(from)} to ${percent(to)}`,
                String(afterRefit),
                maybe(survivedRefit),
                maybe(survivedYear),
              ]),
          ),
          dim(
            `${stability.refits.filter(({ passed }) => !passed).length} of ${stability.refits.length} refits relabelled more than ${percent(stability.gate)} of the last year; labels had held for ${stability.medianAge ?? '-'} days (median), the last for ${stability.lastAge}`,
          ),
        ];
  return [
    ...survival,
    ...densityLines('Log score of the features, a day', densities.features),
    ...densityLines('Log score of the next return, a day', densities.nextReturn),
    ...densities.notes.map((note) => dim(note)),
  ];
}

function densityLines(title: string, density: DensityDocument | null): string[] {
  if (density === null) return [];
  const rows = density.rows.map(({ name, isBaseline, score, against }) => [
    isBaseline ? name : bold(name),
    scoreText(score),
    ...baselineNames(density).map((baseline) => {
      const lead = against[baseline];
      return lead === undefined ? '' : scoreText(lead);
    }),
  ]);
  const head = ['', 'mean', ...baselineNames(density).map((name) => `over ${name}`)];
  return [
    '',
    bold(title) + dim(`; ${density.days} days, intervals by blocks of ${density.blockLength}`),
    table(head, rows),
  ];
}

export function baselineNames({ rows }: DensityDocument): string[] {
  return rows.filter(({ isBaseline }) => isBaseline).map(({ name }) => name);
}

/** How right the signals were, beside what can be had. */
export function truthLines({ truth }: BacktestDocument): string[] {
  if (truth === null) return [];
  const { signals, ceiling, calibration } = truth;
  const all = {
    'these signals': signals,
    ...(ceiling && { 'ceiling, without correlations': ceiling.diag, 'ceiling, with correlations': ceiling.full }),
  };
  const rows = Object.entries(all).map(([name, { accuracy, balancedAccuracy, brier, logScore }]) => [
    name,
    percent(accuracy),
    percent(balancedAccuracy),
    brier.toFixed(3),
    logScore.toFixed(3),
  ]);
  return [
    '',
    bold('Against the truth') + dim(`, ${truth.days} days; the ceiling knows the true labels of all days`),
    table(['', 'accuracy', 'balanced', 'Brier', 'log score'], rows),
    dim(`stated and seen probabilities of stress differ by ${percent(calibration.expectedError)} on average`),
  ];
}

/** A mean log score with its interval, where the days are enough for one. */
export function scoreText({ mean, lower, upper }: DensityDocument['rows'][number]['score']): string {
  const range = lower === null || upper === null ? '' : ` (${lower.toFixed(3)} to ${upper.toFixed(3)})`;
  return `${mean.toFixed(3)}${range}`;
}

function maybe(share: number | null): string {
  return share === null ? '-' : percent(share);
}
