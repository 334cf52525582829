// What a walk-forward is given of the series.
import { RegimekitError } from '@regimekit/errors';
import {
  returnsFromCloses,
  type AssetReturns,
  type WalkForwardData,
  type WalkForwardRecipe,
} from '@regimekit/evaluation';
import type { FeatureCalculator } from '@regimekit/features';
import type { BacktestData } from './backtest-data.ts';
import { cashReturns, sessionsOf } from './backtest-market.ts';

type WalkedSeries = Pick<BacktestData, 'inputs' | 'riskFree' | 'pointInTime'>;

/**
 * Features, or series with what was known of them on each day; and the returns by which folds choose, where they do.
 *
 * @throws RegimekitError of kind `input` for vintages with a choice by returns, which are known as they are now alone
 */
export function walkData(
  data: WalkedSeries,
  calculator: FeatureCalculator,
  { choice }: Pick<WalkForwardRecipe, 'choice'>,
): WalkForwardData {
  const { inputs, pointInTime } = data;
  const market = choice?.objective === 'sharpe' ? stocks(data) : undefined;
  if (pointInTime === undefined) return { features: calculator.calculateFeatureHistory(inputs), market };
  if (market === undefined) return { inputs, calculator, inputsAsOf: pointInTime.inputsAsOf };
  throw new RegimekitError("--vintages goes with a choice by 'log-score', and the recipe chooses by 'sharpe'.", {
    code: 'VINTAGES_AND_RETURNS',
    kind: 'input',
    hint: 'Returns are taken from the prices as they are known now: choose by log-score, or leave --vintages out.',
  });
}

/** The price and cash on all sessions. */
function stocks({ inputs, riskFree }: WalkedSeries): AssetReturns {
  const days = sessionsOf(inputs, '', '9999-12-31');
  const { dates, values } = inputs.price;
  const closeOf = new Map(dates.map((date, i) => [date, values[i]!]));
  return returnsFromCloses(days, { equity: days.map((day) => closeOf.get(day)!) }, cashReturns(riskFree, days));
}
