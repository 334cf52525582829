// Stability and densities in the report.
import type { BacktestDocument, DensityDocument } from '@regimekit/evaluation';
import type { ReportBlock, ReportSection, TableCell } from '@regimekit/report';
import { share } from '../../workflows/report/number-words.ts';
import { calibrationBlock } from './spread-charts.ts';
import { baselineNames, scoreText } from './stability-page.ts';

export function stabilitySection({ walkForward, stability, seeds }: BacktestDocument): ReportSection {
  const { findings, meanRelabelledShare, worstRelabelledShare } = walkForward;
  // How much refits relabel stands in the figures.
  const told = findings.filter(({ code }) => stability === null || code !== 'RELABELLED_TOO_MUCH');
  const notes: ReportBlock[] =
    told.length === 0 ? [] : [{ type: 'text', tone: 'note', paragraphs: told.map(({ message }) => message) }];
  return {
    title: 'How stable the regimes were',
    blocks: [
      {
        type: 'figures',
        figures: [
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
              ]),
          ...(seeds === null
            ? []
            : [
                {
                  label: `${seeds.runs} seeds agree`,
                  value: share(seeds.meanAgreement),
                  note: `on the last year; at worst ${share(seeds.worstAgreement)}`,
                },
              ]),
        ],
      },
      ...notes,
      ...survivalBlock(stability),
    ],
  };
}

/** Every twelfth model, at the end of the report. */
export function modelsSection({ walkForward }: BacktestDocument): ReportSection {
  return { title: 'The models', blocks: [modelsBlock(walkForward.folds)] };
}

function survivalBlock(stability: BacktestDocument['stability']): ReportBlock[] {
  if (stability === null) return [];
  const columns = ['stated', 'judged by a refit', 'outlived it', 'judged a year later', 'outlived the year'];
  return [
    {
      type: 'table',
      title: 'Labels as first given, by the confidence stated with them',
      subtitle: `A refit that relabels more than ${share(stability.gate, 0)} of the last year does not pass: ${stability.refits.filter(({ passed }) => !passed).length} of ${stability.refits.length}. Labels had held for ${stability.medianAge ?? '-'} days (median), the last for ${stability.lastAge}`,
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
    columns: [
      ...['fitted on', 'to', 'answers from', 'to', 'log-likelihood', 'iterations', 'stopped by'].map((name) => ({
        name,
      })),
      { name: 'relabelled', align: 'right' },
    ],
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
  const { features, nextReturn, calibration, notes } = densities;
  const blocks = [
    ...densityBlock('Log score of the features, a day', features),
    ...densityBlock('Log score of the return of the day after', nextReturn),
    ...calibrationBlock(calibration),
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
