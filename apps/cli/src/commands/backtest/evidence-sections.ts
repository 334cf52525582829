// What the regimes tell, how late they tell it, and that they tell nothing of the future.
import type { BacktestDocument } from '@regimekit/evaluation';
import type { ReportBlock, ReportSection, TableCell } from '@regimekit/report';
import type { BacktestFindings } from './evaluate.ts';
import { percentText, share, withRange } from '../../workflows/report/number-words.ts';

/** Mean and volatility of the day after each regime. */
export function informationSection({ information }: BacktestDocument): ReportSection {
  const { regimes, kind, blockDays, switchesPerYear } = information;
  return {
    title: `What the regimes tell: ${kind}`,
    blocks: [
      {
        type: 'table',
        title: 'The day after each regime, a year',
        subtitle: `Returns over cash; intervals by circular blocks of ${blockDays} days; ${switchesPerYear.toFixed(1)} switches a year`,
        columns: ['regime', 'share of days', 'mean', 'volatility'].map((name) => ({ name })),
        rows: regimes.map(({ regime, shareOfDays, meanAfter, volatilityAfter }) => [
          { text: regime, regime },
          share(shareOfDays),
          withRange(meanAfter, percentText),
          withRange(volatilityAfter, percentText),
        ]),
      },
    ],
  };
}

/** The great falls and their calls. */
export function latenessSection({ calls }: BacktestDocument): ReportSection {
  const rows = calls.map((call): TableCell[] => [
    call.peak,
    call.trough,
    share(call.depth, 0),
    call.called ?? 'never',
    call.sessions,
    call.shareOfFall === null ? null : share(call.shareOfFall, 0),
    call.sessionsToRelease,
  ]);
  const columns = ['peak', 'trough', 'fall', 'called', 'sessions late', 'of the fall behind', 'sessions to release'];
  const empty: ReportBlock = { type: 'text', paragraphs: ['No great fall in these days.'] };
  return {
    title: 'How late the calls came',
    blocks:
      rows.length === 0
        ? [empty]
        : [
            {
              type: 'table',
              title: 'Falls of 12 % and more',
              subtitle:
                'Late: from the peak to the call. To release: from the trough to the first day of another regime',
              columns: columns.map((name) => ({ name })),
              rows,
            },
          ],
  };
}

/** Nothing where no proof was asked for. */
export function proofSection({ proof }: BacktestFindings): ReportSection[] {
  if (proof === undefined) return [];
  const rows = proof.checks.map(({ day, subject, compared, moved }): TableCell[] => [day, subject, compared, moved]);
  const verdict = proof.holds
    ? 'Everything after these days was replaced by other values, and nothing dated up to them moved, to the bit.'
    : 'THE PROOF FAILED: something dated up to these days moved when what came later was replaced.';
  const { hindsightLabels: labels, fittedOnAll: all } = proof.control;
  const control = `The control, which looks ahead: of ${labels.compared} hindsight labels ${labels.moved} moved, of ${all.compared} probabilities of a model fitted on all days ${all.moved}.`;
  return [
    {
      title: 'Proof of causality',
      blocks: [
        { type: 'text', paragraphs: [verdict, control] },
        {
          type: 'table',
          columns: ['day', 'what', 'compared', 'moved'].map((name) => ({ name })),
          rows,
        },
      ],
    },
  ];
}
