// The first paragraph of a comparison of recipes: what the numbers support, in plain words.
import type { Estimate } from '../backtest/regime-information.ts';
import type { RecipeComparisonDocument, RecipePair, RecipeScores } from './recipe-comparison.ts';

type Facts = Omit<RecipeComparisonDocument, 'summary'>;

/**
 * Sentence by sentence: which recipes the days can tell apart by what they say ahead, what acting on each was worth, whose
 * names stay, what the plan's verdict is, and that all of it is of days that were there before.
 */
export function explainRecipes(document: Facts): string[] {
  const { scores, pairs } = document;
  if (pairs.every(isSame)) {
    const names = list(document.recipes.map(({ name }) => name));
    return [`${names} said the same on every day: there is nothing to choose between them.`, caution(document)];
  }
  return [
    ahead(scores.nextReturn),
    ...(scores.features === null ? [] : [ahead(scores.features)]),
    ...worth(document),
    ...steadiness(document),
    ...pairs.map(verdict),
    caution(document),
  ];
}

function isSame({ sameExposure, dieboldMariano }: RecipePair): boolean {
  return (
    sameExposure === 1 && dieboldMariano.every(({ pValue, meanDifference }) => pValue === null && meanDifference === 0)
  );
}

/** Below so many blocks the confidence set leaves out good recipes more often than it says. */
const FEW_BLOCKS = 20;

function ahead({ kind, rows, confidenceSet, superiority, blockDays, days }: RecipeScores): string {
  const of = kind === 'features' ? 'the features' : 'the return of the day after';
  const { included, alpha } = confidenceSet;
  const set = `${Math.round(100 * (1 - alpha))} % confidence set`;
  const out = rows.flatMap(({ name }) => (included.includes(name) ? [] : [name]));
  const blocks = Math.floor(days / blockDays);
  const few = blocks < FEW_BLOCKS ? ` (which ${blocks} blocks make too small too often)` : '';
  const kept =
    out.length === 0
      ? `the days cannot tell ${list(rows.map(({ name }) => name))} apart: the ${set} keeps all of them`
      : `the ${set}${few} keeps ${list(included)} and leaves out ${list(out)}`;
  const leads = rows.flatMap(({ name, lead }) =>
    lead === null ? [] : [`${name} ${signed(lead.value)}${between(lead, signed)}, ${beyondLuck(lead)}`],
  );
  const best =
    superiority === null || superiority.pValue === null
      ? ''
      : `; against luck in picking the best of them ${pText(superiority.pValue)}`;
  return `By what they say of ${of} ${kept}. Over ${rows[0]!.name}, in nats a day by blocks of ${blockDays} days: ${leads.join('; ')}${best}.`;
}

function beyondLuck({ lower, upper }: Estimate): string {
  return (lower ?? 0) > 0 || (upper ?? 0) < 0 ? 'beyond luck' : 'within luck';
}

function worth({ recipes, buyAndHold, pairs, execution }: Facts): string[] {
  const ranked = recipes.toSorted(
    (a, b) => (b.metrics.sharpe.value ?? -Infinity) - (a.metrics.sharpe.value ?? -Infinity),
  );
  const ratios = ranked.map(({ name, metrics: { sharpe, maxDrawdown } }) => {
    const fall = maxDrawdown.value === null ? '' : `, worst fall ${percent(maxDrawdown.value, 0)}`;
    return `${name} ${number(sharpe.value)}${between(sharpe, number)}${fall}`;
  });
  const costs = `At ${execution.costBps} basis points and a delay of ${execution.delay} the Sharpe ratios were ${ratios.join('; ')}; buy and hold ${number(buyAndHold.sharpe.value)}`;
  const differences = pairs.flatMap(({ candidate, baseline, sharpeDifference, fee }) => {
    if (sharpeDifference === null || sharpeDifference.pValue === null) return [];
    const sure = sharpeDifference.pValue < 0.05 ? 'beyond luck' : 'within luck';
    const paid =
      fee.value === null
        ? ''
        : `, and the change is worth ${points(fee.value)} a year${between(fee, points)} at risk aversion 5`;
    return [
      `Between ${candidate} and ${baseline} they differ by ${signed(sharpeDifference.difference, 2)} (${pText(sharpeDifference.pValue)}), ${sure}${paid}.`,
    ];
  });
  return [`${costs}.`, ...differences];
}

function steadiness({ recipes }: Facts): string[] {
  const told = recipes.flatMap(({ name, relabelled }) =>
    relabelled === null ? [] : [`${name} ${percent(relabelled.mean)} (the worst ${percent(relabelled.worst, 0)})`],
  );
  return told.length === 0 ? [] : [`Of the last year a refit called something else on average: ${told.join(', ')}.`];
}

function verdict({ candidate, baseline, judgedOn, record }: RecipePair): string {
  const words = {
    promote: `has shown that it is better than ${baseline}, and is to be promoted`,
    reject: `is to be rejected in favour of ${baseline}`,
    extend: `has not shown yet that it is better than ${baseline}`,
    inconclusive: `has not shown that it is better or worse than ${baseline}`,
  }[record.verdict];
  const of = judgedOn.kind === 'features' ? 'the features' : 'the next return';
  return `On its plan, tried on the log score of ${of} over ${record.days.paired} days, ${candidate} ${words} (${record.verdict}: ${record.reasons.join(', ')}).`;
}

function caution({ period }: Facts): string {
  return `All of this is a replay of ${period.from} to ${period.to}: whoever wrote the recipes knew these days.`;
}

function between({ lower, upper }: Estimate, show: (x: number) => string): string {
  return lower === null || upper === null ? '' : ` (${show(lower)} to ${show(upper)})`;
}

function list(names: readonly string[]): string {
  return names.length < 2 ? (names[0] ?? 'none') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)!}`;
}

function pText(p: number): string {
  return p < 0.01 ? 'p < 0.01' : `p = ${p.toFixed(2)}`;
}

function number(value: number | null): string {
  return value === null ? 'unknown' : value.toFixed(2);
}

function signed(value: number | null, digits = 4): string {
  return value === null ? 'unknown' : `${value > 0 ? '+' : ''}${value.toFixed(digits)}`;
}

function percent(value: number, digits = 1): string {
  return `${(100 * value).toFixed(digits)} %`;
}

function points(value: number): string {
  return `${value > 0 ? '+' : ''}${(100 * value).toFixed(1)} points`;
}
