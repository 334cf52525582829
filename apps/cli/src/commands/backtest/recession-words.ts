// Recessions beside the regimes, on the page and in the report.
import type { BacktestDocument, RecessionDocument } from '@regimekit/evaluation';
import type { ReportBlock, ReportSection } from '@regimekit/report';
import { bold, dim, table } from '../../frame/terminal.ts';
import { share } from '../../workflows/report/number-words.ts';

const HEAD = ['recession', 'to', 'days', 'mean probability', 'days called', 'first called', 'sessions late'];

export function recessionLines({ recessions, information }: BacktestDocument): string[] {
  if (recessions === null) return [];
  const title = bold('Beside recessions') + dim(`, ${stressed(information)} to ${recessions.to}; a table, no gate`);
  const rows = recessions.rows.length === 0 ? [] : [table(HEAD, rowsOf(recessions))];
  return ['', title, ...rows, dim(outside(recessions))];
}

export function recessionSection({ recessions, information }: BacktestDocument): ReportSection[] {
  if (recessions === null) return [];
  const rows: ReportBlock[] =
    recessions.rows.length === 0
      ? []
      : [
          {
            type: 'table',
            title: `Probability of ${stressed(information)} in the recessions from ${recessions.from} to ${recessions.to}`,
            columns: HEAD.map((name) => ({ name })),
            rows: rowsOf(recessions),
          },
        ];
  return [
    {
      title: 'Beside recessions',
      blocks: [...rows, { type: 'text', tone: 'note', paragraphs: [outside(recessions), recessions.note] }],
    },
  ];
}

function rowsOf({ rows }: RecessionDocument): string[][] {
  return rows.map(({ from, to, days, meanProb, calledShare, firstCalled, delay }) => [
    from,
    to,
    String(days),
    share(meanProb, 0),
    share(calledShare, 0),
    firstCalled ?? 'never',
    delay === null ? '-' : String(delay),
  ]);
}

function outside({ rows, insideShare, outsideShare }: RecessionDocument): string {
  const without =
    outsideShare === null ? '' : `${share(outsideShare, 0)} of the days without a recession were called too`;
  if (rows.length === 0) return `No recession in these days; ${without}.`;
  return `${share(insideShare, 0)} of the days in a recession were called${without === '' ? '' : `; ${without}`}.`;
}

function stressed({ regimes }: BacktestDocument['information']): string {
  return regimes.at(-1)!.regime;
}
