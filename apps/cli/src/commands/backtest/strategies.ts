// The strategies of the command line: a rule in words, and its weights.
import {
  probabilityWeighted,
  regimeMap,
  volatilityTarget,
  zeroOne,
  type AssetReturns,
  type PanelMember,
  type SignalHistory,
} from '@regimekit/evaluation';
import type { RegimeMap } from './regime-map-file.ts';

export type StrategyName = 'zero-one' | 'probability' | 'volatility-target' | 'regime-map';

/** What a strategy makes of signals; the market's first asset is the one that regimes are about. */
export function strategyOf(
  name: StrategyName,
  map: RegimeMap | undefined,
  signals: SignalHistory,
  market: AssetReturns,
): PanelMember {
  const stressed = signals.regimes.at(-1)!;
  const asset = market.names[0]!;
  switch (name) {
    case 'zero-one': {
      const rule = `all in ${asset} while ${stressed} has a probability under 50 %, else all in cash`;
      return { name: 'zero-one', rule, weights: zeroOne(signals, { asset }) };
    }
    case 'probability': {
      const rule = `${asset} by the probabilities of the regimes, from all in ${signals.regimes[0]!} to nothing in ${stressed}`;
      return { name: 'probability', rule, weights: probabilityWeighted(signals, { asset }) };
    }
    case 'volatility-target': {
      const rule = '10 % a year over the volatility that the regimes lead to expect, at most all';
      return { name: 'regime volatility target', rule, weights: volatilityTarget(signals, market, { asset }) };
    }
    case 'regime-map': {
      const { weights, mode } = map!;
      return { name: 'regime map', rule: mapRule(map!), weights: regimeMap(signals, { weights, mode }) };
    }
    default:
      return name satisfies never;
  }
}

function mapRule({ weights, mode }: RegimeMap): string {
  const parts = Object.entries(weights).map(([regime, row]) => `${regime}: ${holdings(row)}`);
  const when = mode === 'switch' ? 'by the most probable regime' : 'blended by the probabilities of the regimes';
  return `${when}, ${parts.join('; ')}`;
}

/** Weights in words, cash last. */
function holdings(row: Readonly<Record<string, number>>): string {
  const cash = 1 - Object.values(row).reduce((sum, weight) => sum + weight, 0);
  const held = Object.entries({ ...row, cash: cash > 1e-6 ? cash : 0 }).filter(([, weight]) => weight > 0);
  return held.map(([asset, weight]) => `${asset} ${Number((100 * weight).toFixed(1))} %`).join(', ');
}
