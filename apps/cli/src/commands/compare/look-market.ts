// The market of the judged days: features of both models, and what stocks and cash returned.
import type { AssetReturns } from '@regimekit/evaluation';
import type { Context } from '../../frame/context.ts';
import { createCalculator } from '../../workflows/build-features.ts';
import type { Configuration } from '../../workflows/configuration.ts';
import { recipeOf } from '../../workflows/recipe.ts';
import { marketOf, readBacktestData } from '../backtest/backtest-data.ts';
import type { PairedDay } from './live-pairs.ts';
import type { TwoFeatures } from './look-measures.ts';
import { featuresOfBoth, type TwoModels } from './pilot.ts';

export interface LookMarket {
  readonly features: TwoFeatures;
  readonly returns: AssetReturns;
  /** All days of the price series. */
  readonly sessions: readonly string[];
}

export interface MarketRequest {
  /** Series of the rate of cash. */
  readonly riskFree?: string | undefined;
}

/** Nothing later than the last judged day is used, so that a look can be repeated. */
export async function readMarket(
  context: Context,
  configuration: Configuration,
  models: TwoModels,
  days: readonly PairedDay[],
  { riskFree }: MarketRequest,
): Promise<LookMarket> {
  const [from, to] = [days[0]!.date, days.at(-1)!.date];
  const features = await featuresOfBoth(context, configuration, models);
  const calculator = createCalculator(recipeOf(models.baseline.version.metadata));
  const data = await readBacktestData(context, configuration, { calculator, riskFree });
  return {
    features: { baseline: features.baseline.slice({ to }), candidate: features.candidate.slice({ to }) },
    returns: marketOf(data, { from, to }).market,
    sessions: data.inputs.price.dates,
  };
}
