// What the recipes said ahead, and each against the first, in the report.
import type { RecipeComparisonDocument, RecipePair, RecipeScores } from '@regimekit/evaluation';
import { curvesChart, type ReportBlock, type ReportSection, type TableCell } from '@regimekit/report';
import { percentText, withRange } from '../../../workflows/report/number-words.ts';

export function scoreSection({ scores, recipes, daily }: RecipeComparisonDocument): ReportSection {
  const [first, ...others] = recipes;
  const base = daily.nextReturnScore[first!.name]!;
  const series = others.map(({ name }) => {
    let sum = 0;
    return { name, values: daily.nextReturnScore[name]!.map((score, t) => (sum += (score ?? 0) - (base[t] ?? 0))) };
  });
  return {
    title: 'What each said ahead',
    blocks: [
      scoreBlock(scores.nextReturn),
      ...(scores.features === null ? [] : [scoreBlock(scores.features)]),
      {
        type: 'chart',
        chart: curvesChart(
          { dates: daily.dates, series },
          {
            title: `Log score of the next return, summed up, over ${first!.name}`,
            subtitle: 'In nats: a line that rises in a few weeks alone is a lead from those weeks',
          },
        ),
      },
    ],
  };
}

function scoreBlock({ kind, rows, days, blockDays, confidenceSet, superiority }: RecipeScores): ReportBlock {
  const what = kind === 'features' ? 'the features' : 'the return of the day after';
  const spa =
    superiority?.pValue === undefined || superiority.pValue === null
      ? ''
      : ` Superior predictive ability of ${superiority.best}: p = ${superiority.pValue.toFixed(3)}.`;
  return {
    type: 'table',
    title: `Log score of ${what}, a day`,
    subtitle: `${days} days out of sample, in nats; leads by blocks of ${blockDays} days. The confidence set holds the best with ${100 * (1 - confidenceSet.alpha)} %.${spa}`,
    columns: ['', 'mean', `over ${rows[0]!.name}`, 'p of the confidence set', 'in it'].map((name) => ({ name })),
    rows: rows.map(({ name, score, lead }): TableCell[] => [
      name,
      withRange(score, (x) => x.toFixed(4)),
      lead === null ? null : withRange(lead, (x) => x.toFixed(4)),
      confidenceSet.pValues[name]!.toFixed(3),
      confidenceSet.included.includes(name) ? 'yes' : 'no',
    ]),
  };
}

export function pairSection({ recipes, pairs }: RecipeComparisonDocument): ReportSection {
  return { title: `Each against ${recipes[0]!.name}`, blocks: [pairBlock(pairs), ...pairs.map(guardrailBlock)] };
}

function pairBlock(pairs: readonly RecipePair[]): ReportBlock {
  const p = (value: number | null | undefined): string => value?.toFixed(3) ?? '-';
  return {
    type: 'table',
    title: 'Paired, day by day',
    subtitle: 'Shown beside the verdict, and deciding nothing: each p is for one look at one question',
    columns: [
      '',
      'verdict',
      'Diebold-Mariano p',
      'Sharpe difference',
      'Ledoit-Wolf p',
      'fee to change',
      'McNemar p',
      'kappa',
    ].map((name) => ({ name })),
    rows: pairs.map(({ candidate, record, dieboldMariano, sharpeDifference, fee, decisions }) => [
      candidate,
      record.verdict,
      dieboldMariano.map(({ kind, pValue }) => `${kind}: ${p(pValue)}`).join(', '),
      sharpeDifference?.difference.toFixed(2) ?? null,
      p(sharpeDifference?.pValue),
      withRange(fee, percentText),
      p(decisions?.mcNemar.pValue),
      decisions?.kappa.kappa?.toFixed(2) ?? null,
    ]),
  };
}

function guardrailBlock({ candidate, judgedOn, record }: RecipePair): ReportBlock {
  const { plan, gain, guardrails, days } = record;
  const pilot = judgedOn.pilotDays === 0 ? 'a given plan' : `a plan made from the ${judgedOn.pilotDays} days before`;
  const bounds: TableCell[] = [
    'mean gain after clipping',
    gain.clippedMean?.toFixed(4) ?? '-',
    `above ${plan.margin}`,
    `${gain.lower.toFixed(4)} to ${gain.upper.toFixed(4)}`,
  ];
  return {
    type: 'table',
    title: `${candidate}: ${record.verdict} (${record.reasons.join(', ')})`,
    subtitle: `On the log score of the ${judgedOn.kind}, by ${pilot}, over ${days.paired} days to ${days.to} in blocks of ${plan.blockDays}; alpha ${plan.alpha}, clip ${plan.clip.toFixed(3)}`,
    columns: ['', 'found', 'wanted', 'state'].map((name) => ({ name })),
    rows: [
      bounds,
      ...guardrails.map(({ name, value, limit, state }): TableCell[] => [
        name,
        value === null ? '-' : value.toFixed(3),
        `${name === 'coverage' ? 'at least' : 'at most'} ${limit}`,
        state,
      ]),
    ],
  };
}
