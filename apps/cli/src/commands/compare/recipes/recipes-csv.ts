import type { RecipeComparisonDocument } from '@regimekit/evaluation';

/** One line a day: cash, the market, and of every recipe what it said, held, earned and scored. */
export function recipesCsv({ recipes, daily }: RecipeComparisonDocument): string {
  const columns = recipes.flatMap(({ name }) => {
    const of = name.replaceAll(/[^a-z0-9]+/giu, '_');
    return [
      [`p_stress_${of}`, daily.stress[name]!],
      [`exposure_${of}`, daily.exposure[name]!],
      [`return_${of}`, daily.returns[name]!],
      [`next_return_score_${of}`, daily.nextReturnScore[name]!],
    ] as const;
  });
  const header = ['date', 'risk_free', 'return_market', ...columns.map(([name]) => name)];
  const lines = daily.dates.map((date, t) => [
    date,
    daily.riskFree[t]!,
    daily.market[t]!,
    ...columns.map(([, values]) => values[t] ?? ''),
  ]);
  return `${[header, ...lines].map((cells) => cells.join(',')).join('\n')}\n`;
}
