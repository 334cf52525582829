// The first paragraph of a report: what the numbers support, in plain words.
import type { BacktestDocument, JudgedStrategy } from './backtest-document.ts';
import { excludesZero, explainRivals } from './explain-rivals.ts';
import type { Estimate } from './regime-information.ts';

/**
 * What the numbers support, sentence by sentence: what kind of information the regimes carry, what acting on them cost and
 * saved, how late the calls came, whether something simpler was better, and how sure all of this is.
 */
export function explainBacktest(document: Omit<BacktestDocument, 'summary'>): string[] {
  return [
    information(document),
    ...steadiness(document),
    worth(document),
    ...explainRivals(document),
    lateness(document),
    sureness(document),
    // How much refits relabel was said above, by labels as they were given.
    ...document.walkForward.findings
      .filter(({ code }) => document.stability === null || code !== 'RELABELLED_TOO_MUCH')
      .map(({ message }) => message),
  ];
}

function information({ information: { kind, regimes, volatilityRatio, meanDifference } }: Facts): string {
  const stressed = regimes.at(-1)!.regime;
  const [calm] = regimes;
  const ratio = `The day after ${stressed} was ${number(volatilityRatio.value, 1)} times as volatile as the day after ${calm!.regime}${between(volatilityRatio, (x) => x.toFixed(1))}`;
  const turned = negated(meanDifference);
  const mean = `the means differ by ${signed(turned.value)} points a year${between(turned, signed)}`;
  const words = {
    'level of risk': 'These regimes tell the level of risk; of the direction they tell nothing beyond luck.',
    direction: 'These regimes tell something of the direction, and nothing of the level of risk beyond luck.',
    'level of risk and direction': 'These regimes tell both the level of risk and something of the direction.',
    neither: 'These regimes tell neither the level of risk nor the direction beyond luck.',
    unknown: `Whether these regimes tell the level of risk or the direction cannot be said: ${calm!.regime} or ${stressed} was too rare for an interval.`,
  }[kind];
  return `${words} ${ratio}; ${mean}.`;
}

type Facts = Omit<BacktestDocument, 'summary'>;

/** How far a label can be relied upon that was read on its day. */
function steadiness({ stability, seeds }: Facts): string[] {
  if (stability === null) return agreement(seeds);
  const { meanRelabelled, worstRelabelled, survivedRefit, survivedYear, survival, refits, gate } = stability;
  const failed = refits.filter(({ passed }) => !passed).length;
  const sure = survival.at(-1)!;
  const surest =
    sure.survivedYear === null
      ? ''
      : `, and ${percent(sure.survivedYear, 0)} of those given with ${percent(sure.from, 0)} and more`;
  const year = survivedYear === null ? '' : ` and ${percent(survivedYear, 0)} a year of them${surest}`;
  const kept =
    survivedRefit === null
      ? ''
      : `; of the labels as first given ${percent(survivedRefit, 0)} outlived one refit${year}`;
  return [
    `A refit called ${percent(meanRelabelled)} of the last year something else on average, the worst ${percent(worstRelabelled)} (${failed} of ${refits.length} refits more than ${percent(gate, 0)})${kept}.`,
    ...agreement(seeds),
  ];
}

/** What other seeds would have called the last year. */
function agreement(seeds: Facts['seeds']): string[] {
  if (seeds === null) return [];
  const { runs, meanAgreement, worstAgreement, meanWithWalk } = seeds;
  return [
    `Searched anew from ${runs} seeds, the last model calls ${percent(meanAgreement, 0)} of the last year the same (the two furthest apart ${percent(worstAgreement, 0)}), and ${percent(meanWithWalk, 0)} as the refits did.`,
  ];
}

function worth({ strategies, execution, daily }: Facts): string {
  const [strategy, mix] = strategies as readonly [JudgedStrategy, JudgedStrategy];
  const held = strategies.find(({ name }) => name === 'buy and hold');
  const { cagr, maxDrawdown, turnover, exposure, fee5, breakEvenCost } = strategy.metrics;
  const against =
    held === undefined
      ? ''
      : ` (buy and hold: ${percent(held.metrics.cagr.value)}, worst fall ${percent(held.metrics.maxDrawdown.value)})`;
  const several = Object.keys(daily.weights).length > 1;
  const market = several ? Object.keys(daily.weights).join(', ') : 'the market';
  const instead = several ? 'its mean weights' : `${mix.name.replace('constant ', '')} of the market`;
  const traded = `With ${percent(exposure.value, 0)} of the money in ${market} on average and ${number(turnover.value, 1)} times the fortune traded a year at ${execution.costBps} basis points`;
  const even =
    breakEvenCost.value === null
      ? ''
      : ` Its gain over cash is gone at ${number(1e4 * breakEvenCost.value, 0)} basis points.`;
  return `${traded}, acting on them with a delay of ${execution.delay} earned ${percent(cagr.value)} a year, worst fall ${percent(maxDrawdown.value)}${against}. What an investor of risk aversion 5 would pay to have this instead of ${instead} all the time ${feeWords(fee5)}.${even}`;
}

/** The fee that an investor of risk aversion 5 would pay to switch from the constant mix. */
function feeWords(fee: Estimate): string {
  if (fee.value === null) return 'is not known';
  const sure = excludesZero(fee) ? 'beyond luck' : 'within luck';
  return `is ${percent(fee.value)} a year${between(fee, (x) => percent(x))}, ${sure}`;
}

function lateness({ calls, information: { regimes } }: Facts): string {
  const stressed = regimes.at(-1)!.regime;
  if (calls.length === 0) return 'The market did not fall by 12 % in these days: how late a call comes is not known.';
  const made = calls.filter(({ called }) => called !== null);
  const falls = calls.length === 1 ? 'the one fall' : `the ${calls.length} falls`;
  if (made.length === 0) return `${stressed} was called in none of ${falls} of 12 % and more.`;
  // A call that was there at the peak was about the fall before: it says nothing of how quick they are.
  const fresh = made.filter(({ calledBefore }) => !calledBefore);
  const called = `${stressed} was called in ${made.length} of ${falls} of 12 % and more`;
  const before = made.length - fresh.length;
  const already = before === 0 ? '' : ` (in ${before} of them already at the peak)`;
  if (fresh.length === 0) return `${called}${already}.`;
  const sessions = middle(fresh.map((call) => call.sessions!));
  const share = middle(fresh.map((call) => call.shareOfFall!));
  return `${called}${already}, at the median ${sessions} sessions after the peak, when ${percent(share, 0)} of the fall lay behind.`;
}

function sureness({ strategies, trials, period, bootstrap }: Facts): string {
  const { sharpe } = strategies[0]!.metrics;
  const tried = trials.count === 1 ? 'as the only strategy tried' : `as the best of ${trials.count} tried`;
  const deflated =
    trials.deflatedSharpe === null
      ? ''
      : `; that it is above luck ${tried} has a probability of ${percent(trials.deflatedSharpe, 0)}`;
  return `How sure: Sharpe ratio ${number(sharpe.value, 2)}${between(sharpe, (x) => x.toFixed(2))} over ${(period.days / 252).toFixed(1)} years (${percent(bootstrap.level, 0)} intervals)${deflated}.`;
}

function negated({ value, lower, upper }: Estimate): Estimate {
  const turn = (x: number | null) => (x === null ? null : -x);
  return { value: turn(value), lower: turn(upper), upper: turn(lower) };
}

function between({ lower, upper }: Estimate, show: (x: number) => string): string {
  return lower === null || upper === null ? '' : ` (${show(lower)} to ${show(upper)})`;
}

function middle(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length / 2;
  return sorted.length % 2 === 1 ? sorted[Math.floor(half)]! : (sorted[half - 1]! + sorted[half]!) / 2;
}

function number(value: number | null, digits: number): string {
  return value === null ? 'unknown' : value.toFixed(digits);
}

/** What is neither never nor always is not rounded to it. */
function percent(value: number | null, digits = 1): string {
  if (value === null) return 'unknown';
  const text = (100 * value).toFixed(digits);
  if (value < 1 && Number(text) === 100) return `more than ${(100 - 10 ** -digits).toFixed(digits)} %`;
  return `${text} %`;
}

/** In hundredths, with its sign. */
function signed(value: number | null): string {
  return value === null ? 'unknown' : `${value > 0 ? '+' : ''}${(100 * value).toFixed(1)}`;
}
