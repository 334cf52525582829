// Stability and densities in the report.
import type { BacktestDocument, DensityDocument } from '@regimekit/evaluation';
import type { ReportBlock, ReportSection, TableCell } from '@regimekit/report';
import { baselineNames, scoreText } from './stability-page.ts';

export function stabilitySection({ walkForward, stability }: BacktestDocument): ReportSection {
  const { folds, findings, meanRelabelledShare, worstRelabelledShare } = walkForward;
  const notes: ReportBlock[] =
    findings.length === 0 ? [] : [{ type: 'text', tone: 'note', paragraphs: findings.map(({ message }) => message) }];
  return {
    title: 'How stable the regimes were',
    blocks: [
      {
        type: 'figures',
        figures: [
          { label: 'Models', value: String(folds.length) },
          {
            label: 'Last year relabelled',
            value: share(stability?.meanRelabelled ?? meanRelabelledShare),
            note: 'by the mean refit',
          },
          { label: 'Worst refit', value: share(stability?.worstRelabelled ?? worstRelabelledShare) },
          ...(stability === null
            ? []
            : [
                { label: 'Outlived a refit', value: share(stability.survivedRefit), note: 'of labels as first given' },
                { label: 'Outlived a year', value: share(stability.survivedYear), note: 'of refits' },
                {
                  label: 'Age of a label',
                  value: stability.medianAge === null ? '-' : `${stability.medianAge} days`,
                  note: `median; the last: ${stability.lastAge}`,
                },
              ]),
        ],
      },
      ...notes,
      ...survivalBlock(stability),
      modelsBlock(folds),
    ],
  };
}

function survivalBlock(stability: BacktestDocument['stability']): ReportBlock[] {
  if (stability === null) return [];
  const columns = ['stated', 'judged by a refit', 'outlived it', 'judged a year later', 'outlived the year'];
  return [
    {
      type: 'table',
      title: 'Labels as first given, by the confidence stated with them',
      subtitle: `A refit that relabels more than ${share(stability.gate, 0)} of the last year does not pass: ${stability.refits.filter(({ passed }) => !passed).length} of ${stability.refits.length}`,
      columns: columns.map((name) => ({ name })),
      rows: stability.survival.map(({ from, to, afterRefit, survivedRefit, afterYear, survivedYear }): TableCell[] => [
        `${share(from, 0)} to ${share(to, 0)}`,
        afterRefit,
        share(survivedRefit),
        afterYear,
        share(survivedYear),
      ]),
    },
  ];
}

function modelsBlock(folds: BacktestDocument['walkForward']['folds']): ReportBlock {
  const years = folds.filter(({ index }) => index % 12 === 0);
  return {
    type: 'table',
    title: 'Every twelfth model',
    columns: ['fitted on', 'to', 'answers from', 'to', 'log-likelihood', 'iterations', 'stopped by', 'relabelled'].map(
      (name) => ({ name }),
    ),
    rows: years.map(({ train, test, logLikelihood, iterations, stopReason, relabelledShare }) => [
      train.from,
      train.to,
      test?.from ?? null,
      test?.to ?? null,
      logLikelihood === null ? null : Math.round(logLikelihood),
      iterations,
      stopReason,
      share(relabelledShare),
    ]),
  };
}

/** Log scores beside plain densities; nothing where the model gives none. */
export function densitySection({ densities }: BacktestDocument): ReportSection[] {
  const { features, nextReturn, notes } = densities;
  const blocks = [
    ...densityBlock('Log score of the features, a day', features),
    ...densityBlock('Log score of the return of the day after', nextReturn),
    ...(notes.length === 0 ? [] : [{ type: 'text' as const, tone: 'note' as const, paragraphs: notes }]),
  ];
  return blocks.length === 0 ? [] : [{ title: 'Whether the densities beat plain ones', blocks }];
}

function densityBlock(title: string, density: DensityDocument | null): ReportBlock[] {
  if (density === null) return [];
  const baselines = baselineNames(density);
  return [
    {
      type: 'table',
      title,
      subtitle: `${density.days} days out of sample, in raw units; intervals of ${share(density.level, 0)} by blocks of ${density.blockLength} days. A lead whose interval holds 0 is none`,
      columns: ['', 'mean', ...baselines.map((name) => `over ${name}`)].map((name) => ({ name })),
      rows: density.rows.map(({ name, score, against }): TableCell[] => [
        name,
        scoreText(score),
        ...baselines.map((baseline) => (against[baseline] === undefined ? null : scoreText(against[baseline]))),
      ]),
    },
  ];
}

function share(value: number | null, digits = 1): string {
  return value === null ? '-' : `${(100 * value).toFixed(digits)} %`;
}
