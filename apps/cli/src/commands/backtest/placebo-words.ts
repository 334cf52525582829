// The placebo, on the page and in the report.
import type { PlaceboDocument, PlaceboNumber } from '@regimekit/evaluation';
import type { ReportSection } from '@regimekit/report';
import { bold, dim, table } from '../../frame/terminal.ts';

const HEAD = ['', 'here', 'median without regimes', 'range', 'reached by'];

export function placeboLines(placebo: PlaceboDocument | undefined): string[] {
  if (placebo === undefined) return [];
  const title = bold('Placebo') + dim(`: the same on ${placebo.runs} markets without regimes`);
  return ['', title, table(HEAD, placebo.numbers.map(cells)), dim(coverage(placebo))];
}

export function placeboSection(placebo: PlaceboDocument | undefined): ReportSection[] {
  if (placebo === undefined) return [];
  return [
    {
      title: 'What luck makes of it',
      blocks: [
        {
          type: 'table',
          title: `The same pipeline on ${placebo.runs} markets without regimes`,
          subtitle: `Input series phase-randomised together: spectra and correlations stay, regimes go. Ranges of ${100 * placebo.level} %`,
          columns: HEAD.map((name) => ({ name })),
          rows: placebo.numbers.map(cells),
        },
        { type: 'text', paragraphs: [coverage(placebo)] },
      ],
    },
  ];
}

function cells({ name, observed, median, lower, upper, share }: PlaceboNumber): string[] {
  const show = (value: number | null): string => {
    if (value === null) return '-';
    return name === 'sharpe' || name === 'turnover' ? value.toFixed(2) : `${(100 * value).toFixed(1)} %`;
  };
  const words: Partial<Record<PlaceboNumber['name'], string>> = {
    cagr: 'a year',
    sharpe: 'Sharpe',
    maxDrawdown: 'worst fall',
    exposure: 'invested',
    fee1: 'fee at aversion 1',
    fee5: 'fee at aversion 5',
    fee10: 'fee at aversion 10',
  };
  const reached = share === null ? '-' : `${(100 * share).toFixed(0)} %`;
  return [words[name] ?? name, show(observed), show(median), `${show(lower)} to ${show(upper)}`, reached];
}

function coverage({ feesThatCoverZero, benchmark, level }: PlaceboDocument): string {
  const counts = feesThatCoverZero.map(({ name, covered, of }) => `${covered} of ${of} (${name})`).join(', ');
  return `Intervals of ${100 * level} % of the fee over the ${benchmark} hold 0 in ${counts} runs.`;
}
