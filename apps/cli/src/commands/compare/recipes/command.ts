import type { Command } from 'commander';
import { answersWith } from '../../../frame/answer.ts';

const examples = `
Every recipe is walked forward over the same days, each model fitted on the past alone, and the others are compared with the
first: log scores, what acting on the regimes was worth, and a verdict on a plan made from the first days. All of it is a
replay of days that were there before. What is finished is kept in <home>/backtests, so a run that was stopped goes on.

A recipe is a JSON file, for example:
  { "name": "full", "covariance": "full", "shrinkage": 250, "window": 2520, "refit": 21, "strategy": "zero-one" }
What is left out has the default of regimekit backtest.

Examples:
  $ regimekit compare recipes diag.json full.json
  $ regimekit compare recipes diag.json full.json jump.json --from 2000-01-01 --html recipes.html --csv daily.csv
  $ regimekit compare recipes --recipe "diag:" --recipe "full: --covariance full --shrinkage 250"
`;

export function registerRecipes(compare: Command): void {
  const recipes = compare
    .command('recipes')
    .description('walk two recipes or more over the same past, and compare what they said and what it was worth')
    .argument('[files...]', 'recipes as JSON files; the first is what the others are compared with')
    .option('--recipe <words>', 'a recipe as "name: options", after those in files; may be repeated', collect, [])
    .option('--from <day>', 'first day to answer for (default: the first with a whole window before it)')
    .option('--to <day>', 'last day')
    .option('--delay <sessions>', 'from the close that decides to the close that trades', '1')
    .option('--cost <bps>', 'cost of a unit of turnover in basis points', '5')
    .option('--half-spread <bps>', 'half of the spread, paid on all that is bought or sold', '0')
    .option('--risk-free <series>', 'yearly rate of cash in percent (default: risk_free where there is one, else 0)')
    .option('--plan <file>', 'for two recipes: a comparison plan as JSON, to be tried on all days')
    .option('--replications <number>', 'drawn histories for the intervals', '2000')
    .option('--workers <number>', 'threads (default: all cores); the numbers are the same')
    .option('--html <file>', 'write the report, one file that loads nothing')
    .option('--csv <file>', 'write the daily series')
    .addHelpText('after', examples);
  answersWith(recipes, async () => (await import('./recipes.ts')).recipes);
}

function collect(value: string, before: readonly string[]): string[] {
  return [...before, value];
}
