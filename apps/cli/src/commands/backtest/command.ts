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
  $ regimekit backtest --strategy regime-map --map weights.json --from 2010-01-01
`;

export function registerBacktest(program: Command): void {
  const backtest = program
    .command('backtest')
    .description('walk a model forward through time, act on its regimes, and judge the result');
  walkOptions(backtest);
  modelOptions(backtest);
  actingOptions(backtest);
  judgingOptions(backtest);
  backtest
    .optionsGroup('Output:')
    .option('--html <file>', 'write the report, one file that loads nothing')
    .option('--csv <file>', 'write the daily series')
    .option('--workers <number>', 'threads (default: all cores); the numbers are the same')
    .addHelpText('after', examples);
  answersWith(backtest, async () => (await import('./backtest.ts')).backtest);
}

function walkOptions(backtest: Command): void {
  backtest.optionsGroup('Walking forward:');
  addScheduleOptions(backtest)
    .option('--from <day>', 'first day to judge (default: the first with a whole window before it)')
    .option('--to <day>', 'last day to judge')
    .option('--vintages', 'use of each value what was imported by the day, where it was revised later');
}

function modelOptions(backtest: Command): void {
  backtest.optionsGroup('Model:');
  addModelOptions(backtest).option(
    '--recipe <file>',
    'model, features, schedule and strategy from a JSON file instead',
  );
}

function actingOptions(backtest: Command): void {
  backtest
    .optionsGroup('Acting on the regimes:')
    .addOption(
      new Option(
        '--strategy <name>',
        'all or nothing, by probability, a target for the volatility, or your weights (default: zero-one)',
      ).choices(['zero-one', 'probability', 'volatility-target', 'regime-map']),
    )
    .option('--map <file>', 'JSON of the weights of several assets in each regime, for --strategy regime-map')
    .option('--delay <sessions>', 'from the close that decides to the close that trades', '1')
    .option('--cost <bps>', 'cost of a unit of turnover in basis points', '5')
    .option('--half-spread <bps>', 'half of the spread, paid on all that is bought or sold', '0')
    .option('--bonds <series>', 'series of total returns that 60/40 holds beside the stocks (default: cash)')
    .option('--risk-free <series>', 'yearly rate of cash in percent (default: risk_free where there is one, else 0)');
}

function judgingOptions(backtest: Command): void {
  backtest
    .optionsGroup('Judging the result:')
    .option('--trials <number>', 'strategies tried until this one, itself included: for the deflated Sharpe ratio', '1')
    .option('--replications <number>', 'drawn histories for the intervals', '2000')
    .option('--seeds <number>', 'seeds from which the last model is searched anew, to see whether they agree', '5')
    .option('--recessions <file>', 'CSV of from,to to set beside the regimes (default: the series recession)')
    .option('--truth <file>', 'CSV of date,regime: the true regimes of a simulated market, to be judged against')
    .option('--placebo <runs>', 'the same on so many markets without regimes: what luck makes of each number')
    .option('--prove-causal', 'scramble the future of some days and show that nothing before moves');
}
