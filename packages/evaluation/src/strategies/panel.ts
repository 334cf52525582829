// What every regime model has to stand beside: rules that anyone can follow without one.
import { MatrixView, type OptionNames } from '@regimekit/numerics';
import { checkOptions } from '../check-options.ts';
import { checkSameLength } from '../check-series.ts';
import type { AssetReturns, SignalHistory, WeightHistory } from '../types.ts';
import { constantMix, oneAsset, zeroOne } from './weights.ts';

export interface PanelOptions {
  /** Close of the VIX on each day of the market, NaN where there is none; without it there is no "VIX above 20". */
  readonly vix?: Float64Array | undefined;
  /** Name of the bonds; without it 60/40 holds cash beside the stocks. */
  readonly bonds?: string | undefined;
  /** Signals of a statistical jump model, walked forward as the model itself was. */
  readonly jump?: SignalHistory | undefined;
  /** Wanted volatility a year. @default 0.1 */
  readonly volatilityTarget?: number | undefined;
}

const PANEL_OPTIONS: OptionNames<PanelOptions> = { vix: true, bonds: true, jump: true, volatilityTarget: true };

export interface PanelMember {
  readonly name: string;
  /** The rule in words. */
  readonly rule: string;
  readonly weights: WeightHistory;
}

/** Days of the moving average and of the realized volatility. */
const AVERAGE_DAYS = 200;
const VOLATILITY_DAYS = 20;
const VIX_THRESHOLD = 20;

/**
 * The panel over the days of a market; its first asset is the one that the strategies hold. Every rule uses the past alone.
 * The average needs 200 days and the volatility 20, and before that they hold the market: give a market that begins a year
 * before the days to be judged.
 *
 * @throws InvalidOptionError, LengthMismatchError
 */
export function panel(market: AssetReturns, options: PanelOptions = {}): PanelMember[] {
  checkOptions(options, PANEL_OPTIONS, 'panel');
  const { vix, bonds, jump, volatilityTarget: target = 0.1 } = options;
  const { dates } = market;
  const asset = market.names[0]!;
  const sixty = bonds === undefined ? { [asset]: 0.6 } : { [asset]: 0.6, [bonds]: 0.4 };
  const members: PanelMember[] = [
    { name: 'buy and hold', rule: `${asset} on all days`, weights: constantMix(dates, { [asset]: 1 }) },
    {
      name: '60/40',
      rule: `60 % ${asset}, 40 % ${bonds ?? 'cash'}, back to it every day`,
      weights: constantMix(dates, sixty),
    },
    {
      name: 'volatility target',
      rule: `${percent(target)} over the realized volatility of ${VOLATILITY_DAYS} days, at most all`,
      weights: realizedTarget(market, asset, target),
    },
    {
      name: '200-day average',
      rule: `${asset} while its index is above its mean of ${AVERAGE_DAYS} days`,
      weights: movingAverage(market, asset),
    },
  ];
  if (vix !== undefined) {
    checkSameLength('vix', vix.length, 'market', dates.length);
    members.push({
      name: 'VIX above 20',
      rule: `out of ${asset} while the VIX closes above ${VIX_THRESHOLD}`,
      weights: oneAsset(dates, asset, (t) => (vix[t]! > VIX_THRESHOLD ? 0 : 1)),
    });
  }
  if (jump !== undefined) {
    const rule = 'out while a statistical jump model says stress';
    members.push({ name: 'jump model', rule, weights: zeroOne(jump, { asset }) });
  }
  return members;
}

function realizedTarget(market: AssetReturns, asset: string, target: number): WeightHistory {
  const r = (s: number): number => market.returns.get(s, 0);
  return oneAsset(market.dates, asset, (t) => {
    if (t < VOLATILITY_DAYS) return 1;
    let [sum, squares] = [0, 0];
    for (let s = t - VOLATILITY_DAYS + 1; s <= t; s++) sum += r(s);
    const mean = sum / VOLATILITY_DAYS;
    for (let s = t - VOLATILITY_DAYS + 1; s <= t; s++) squares += (r(s) - mean) ** 2;
    const volatility = Math.sqrt((252 * squares) / (VOLATILITY_DAYS - 1));
    return volatility === 0 ? 1 : Math.min(1, target / volatility);
  });
}

function movingAverage(market: AssetReturns, asset: string): WeightHistory {
  const level = new Float64Array(market.dates.length);
  for (let t = 0; t < level.length; t++) level[t] = (t === 0 ? 1 : level[t - 1]!) * (1 + market.returns.get(t, 0));
  return oneAsset(market.dates, asset, (t) => {
    if (t < AVERAGE_DAYS - 1) return 1;
    let sum = 0;
    for (let s = t - AVERAGE_DAYS + 1; s <= t; s++) sum += level[s]!;
    return level[t]! > sum / AVERAGE_DAYS ? 1 : 0;
  });
}

/** Closes of one or several assets as daily returns over the days of the first; the first day's return is 0. */
export function returnsFromCloses(
  dates: readonly string[],
  closes: Readonly<Record<string, ArrayLike<number>>>,
  riskFree: Float64Array,
): AssetReturns {
  const names = Object.keys(closes);
  for (const name of names) checkSameLength(name, closes[name]!.length, 'dates', dates.length);
  const data = new Float64Array(dates.length * names.length);
  for (const [a, name] of names.entries()) {
    const values = closes[name]!;
    for (let t = 1; t < dates.length; t++) data[t * names.length + a] = values[t]! / values[t - 1]! - 1;
  }
  return { dates, names, returns: new MatrixView(dates.length, names.length, data), riskFree };
}

function percent(share: number): string {
  return `${Number((100 * share).toFixed(1))} %`;
}
