// The page of a comparison of recipes on the terminal.
import type { ComparisonRecord, RecipeComparisonDocument, RecipePair, RecipeScores } from '@regimekit/evaluation';
import { bold, dim, percent, table } from '../../../frame/terminal.ts';
import { counted } from '../../../frame/words.ts';
import { ranged, rangedShare, wrap } from '../../../workflows/page-words.ts';
import { share } from '../../../workflows/report/number-words.ts';
import type { RecipeFindings } from './recipes.ts';

export function recipesPage(
  { document, durationMs }: RecipeFindings,
  files: { readonly csv: string | null; readonly html: string | null },
): string {
  const { period, recipes, bootstrap, scores, pairs, notes, summary } = document;
  const fits = recipes.reduce((sum, recipe) => sum + recipe.fits, 0);
  return [
    bold(`${recipes.map(({ name }) => name).join(', ')}: ${period.from} to ${period.to}`),
    dim(`a replay of ${counted(period.days, 'day')}, ${counted(fits, 'fit')}, ${(durationMs / 1000).toFixed(1)} s`),
    '',
    ...summary.flatMap((sentence) => wrap(sentence)),
    '',
    bold('What each was worth') + dim(`, ${percent(bootstrap.level, 0)} intervals`),
    worthTable(document),
    dim(
      'fee: over its own mean exposure on all days, at risk aversion 5; above luck: as the best of so many tried;\nrelabelled: of the last year, by the mean refit; next return: mean log score; in the set: of those that may be the best by it',
    ),
    ...scoreLines(scores.nextReturn),
    ...(scores.features === null ? [] : scoreLines(scores.features)),
    '',
    bold(`Against ${recipes[0]!.name}`),
    pairTable(pairs),
    dim('p of McNemar and kappa take days for independent: read them as a lower and an upper limit'),
    ...notes.map((note) => dim(note)),
    ...(files.csv === null ? [] : ['', `Daily series written to ${files.csv}.`]),
    files.html === null ? dim('\nAdd --html FILE for pictures.') : `\nReport written to ${files.html}.`,
  ].join('\n');
}

function worthTable({ recipes, buyAndHold, scores }: RecipeComparisonDocument): string {
  const { rows, confidenceSet } = scores.nextReturn;
  const lines = recipes.map(({ name, metrics, trials, relabelled }, i) => [
    name,
    rangedShare(metrics.fee5),
    ranged(metrics.sharpe),
    share(trials.deflatedSharpe, 0),
    share(metrics.maxDrawdown.value, 0),
    metrics.turnover.value?.toFixed(1) ?? '-',
    share(relabelled?.mean ?? null),
    rows[i]!.score.value!.toFixed(4),
    confidenceSet.included.includes(name) ? 'yes' : 'no',
  ]);
  const held = ['buy and hold', '-', ranged(buyAndHold.sharpe), '-', share(buyAndHold.maxDrawdown.value, 0)];
  return table(
    ['', 'fee a year', 'Sharpe', 'above luck', 'worst fall', 'turnover', 'relabelled', 'next return', 'in the set'],
    [...lines, [...held, buyAndHold.turnover.value?.toFixed(1) ?? '-', '-', '-', '-']],
  );
}

function scoreLines({
  kind,
  rows,
  days,
  blockDays,
  autocorrelation,
  confidenceSet,
  superiority,
}: RecipeScores): string[] {
  const what = kind === 'features' ? 'Log score of the features' : 'Log score of the return of the day after';
  const memory = autocorrelation === null ? '' : `, autocorrelated by ${autocorrelation.toFixed(2)} from day to day`;
  const spa =
    superiority?.pValue === undefined || superiority.pValue === null
      ? []
      : [
          dim(
            `superior predictive ability over ${rows[0]!.name}: best ${superiority.best}, p = ${superiority.pValue.toFixed(3)}`,
          ),
        ];
  return [
    '',
    bold(what) + dim(`, nats a day: ${counted(days, 'day')}, blocks of ${blockDays}${memory}`),
    table(
      ['', 'mean', `over ${rows[0]!.name}`, 'p of the set'],
      rows.map(({ name, score, lead }) => [
        name,
        score.value!.toFixed(4),
        lead === null ? '-' : ranged(lead, 4),
        confidenceSet.pValues[name]!.toFixed(3),
      ]),
    ),
    ...spa,
  ];
}

function pairTable(pairs: readonly RecipePair[]): string {
  const rows = pairs.map(({ candidate, fee, sharpeDifference, dieboldMariano, decisions, record }) => [
    candidate,
    record.verdict,
    gainOf(record),
    dieboldMariano[0]!.pValue?.toFixed(3) ?? '-',
    sharpeDifference === null ? '-' : sharpeDifference.difference.toFixed(2),
    sharpeDifference?.pValue?.toFixed(2) ?? '-',
    rangedShare(fee),
    decisions?.mcNemar.pValue.toFixed(3) ?? '-',
    decisions?.kappa.kappa?.toFixed(2) ?? '-',
  ]);
  return table(
    ['', 'verdict', 'gain by the plan', 'p (DM)', 'Sharpe', 'p (LW)', 'fee to change', 'p (McNemar)', 'kappa'],
    rows,
  );
}

/** Bounds of the clipped mean gain, as the plan judges it. */
function gainOf({ gain }: ComparisonRecord): string {
  return `${gain.clippedMean?.toFixed(4) ?? '-'}${dim(` ${gain.lower.toFixed(4)} to ${gain.upper.toFixed(4)}`)}`;
}
