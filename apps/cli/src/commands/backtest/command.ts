import { Option, type Command } from 'commander';
import { answersWith } from '../../frame/answer.ts';
import { addModelOptions, addScheduleOptions } from '../../workflows/model-option-flags.ts';

const examples = `
A walk-forward: every model is fitted on the past alone and answers for the days up to the next refit. What is finished is
kept in <home>/backtests, so a run that was stopped goes on where it was.

Examples:
  $ regimekit backtest
  $ regimekit backtest --from 2007-01-01 --cost 10 --trials 12 --html backtest.html
  $ regimekit backtest --model jump --window 1260 --csv daily.csv --json
  $ regimekit backtest --covariance full --shrinkage 250
  $ regimekit backtest --recipe recipe.json
  $ regimekit backtest --states 2 --features vol2 --strategy probability --prove-causal
`;

export function registerBacktest(program: Command): void {
  const backtest = program
    .command('backtest')
    .description('walk a model forward through time, act on its regimes, and judge the result')
    .option('--from <day>', 'first day to judge (default: the first with a whole window before it)')
    .option('--to <day>', 'last day to judge');
  addModelOptions(addScheduleOptions(backtest))
    .option('--recipe <file>', 'all of this from a JSON file instead')
    .addOption(
      new Option(
        '--strategy <name>',
        'all or nothing, by probability, or a target for the volatility (default: zero-one)',
      ).choices(['zero-one', 'probability', 'volatility-target']),
    )
    .option('--delay <sessions>', 'from the close that decides to the close that trades', '1')
    .option('--cost <bps>', 'cost of a unit of turnover in basis points', '5')
    .option('--half-spread <bps>', 'half of the spread, paid on all that is bought or sold', '0')
    .option('--bonds <series>', 'series of total returns that 60/40 holds beside the stocks (default: cash)')
    .option('--risk-free <series>', 'yearly rate of cash in percent (default: risk_free where there is one, else 0)')
    .option('--trials <number>', 'strategies tried until this one, itself included: for the deflated Sharpe ratio', '1')
    .option('--replications <number>', 'drawn histories for the intervals', '2000')
    .option('--truth <file>', 'CSV of date,regime: the true regimes of a simulated market, to be judged against')
    .option('--placebo <runs>', 'the same on so many markets without regimes: what luck makes of each number')
    .option('--prove-causal', 'scramble the future of some days and show that nothing before moves')
    .option('--workers <number>', 'threads (default: all cores); the numbers are the same')
    .option('--html <file>', 'write the report, one file that loads nothing')
    .option('--csv <file>', 'write the daily series')
    .addHelpText('after', examples);
  answersWith(backtest, async () => (await import('./backtest.ts')).backtest);
}
