// Is the best of so many better than luck makes the best of so many: the strategy, the panel, and the market.
import type { PanelMember } from '../strategies/panel.ts';
import { modelConfidenceSet } from '../tests/model-confidence-set.ts';
import { superiorPredictiveAbility } from '../tests/superior-predictive-ability.ts';
import type { StrategyResult } from '../types.ts';

/** Hansen's test of the hypothesis that none of the rivals is better than the benchmark. */
export interface SuperiorityTest {
  readonly benchmark: string;
  readonly rivals: readonly string[];
  /** The rival with the largest statistic; null when none ever differs. */
  readonly best: string | null;
  /** The consistent p-value; null when no rival ever differs. */
  readonly pValue: number | null;
}

export interface PanelTests {
  /** Rivals: the members of the panel but buy and hold, which is the benchmark. Null without one of both. */
  readonly panelOverMarket: SuperiorityTest | null;
  /** Rivals: all members of the panel. */
  readonly panelOverStrategy: SuperiorityTest | null;
  /** Rival: the strategy. Null without buy and hold. */
  readonly strategyOverMarket: SuperiorityTest | null;
  /** Those that cannot be told from the best, best first; the set lacks the best in a share of `alpha` of all samples. */
  readonly confidenceSet: {
    readonly alpha: number;
    readonly of: number;
    readonly included: readonly string[];
  } | null;
  readonly blockDays: number;
}

export interface PanelTestOptions {
  readonly seed: number;
  readonly replications: number;
  /** Mean length of the blocks, in days. */
  readonly blockLength: number;
}

const MARKET = 'buy and hold';
const ALPHA = 0.1;
/** What the tests need. */
const LEAST_DAYS = 20;

/**
 * Superior predictive ability (Hansen 2005) and the model confidence set (Hansen, Lunde and Nason 2011), with the loss of a day
 * -e_t / sd(e): returns over cash at equal volatility, so that who holds more is not better for it. The order of mean losses is
 * that of Sharpe ratios. The volatilities are taken as known.
 *
 * @param members - the strategy, its constant mix (which at equal volatility is the market, and takes no part), the panel
 * @param results - one for each member, on the same days
 * @param riskFree - returns of cash on these days
 * @returns null without a panel, with fewer than 20 days, or for a strategy that never left cash
 */
export function againstPanel(
  members: readonly PanelMember[],
  results: readonly StrategyResult[],
  riskFree: Float64Array,
  options: PanelTestOptions,
): PanelTests | null {
  const losses: Record<string, Float64Array> = {};
  for (const [i, { name }] of members.entries()) {
    const loss = i === 1 ? undefined : lossesOf(results[i]!.returns, riskFree);
    if (loss !== undefined) losses[name] = loss;
  }
  const own = members[0]!.name;
  const panel = members
    .slice(2)
    .map(({ name }) => name)
    .filter((name) => name in losses);
  if (!(own in losses) || panel.length === 0 || riskFree.length < LEAST_DAYS) return null;
  const test = (benchmark: string, rivals: readonly string[]): SuperiorityTest | null => {
    if (!(benchmark in losses) || rivals.length === 0) return null;
    const of = Object.fromEntries(rivals.map((name) => [name, losses[name]!]));
    const { best, pValues } = superiorPredictiveAbility(losses[benchmark]!, of, options);
    return { benchmark, rivals, best: best ?? null, pValue: pValues?.consistent ?? null };
  };
  const others = panel.filter((name) => name !== MARKET);
  const { included } = modelConfidenceSet(losses, { ...options, alpha: ALPHA });
  return {
    panelOverMarket: test(MARKET, others),
    panelOverStrategy: test(own, panel),
    strategyOverMarket: test(MARKET, [own]),
    confidenceSet: { alpha: ALPHA, of: Object.keys(losses).length, included },
    blockDays: options.blockLength,
  };
}

/** Undefined for a return that never varies: it has no risk to be paid for. */
function lossesOf(returns: Float64Array, riskFree: Float64Array): Float64Array | undefined {
  const excess = returns.map((r, t) => r - riskFree[t]!);
  const mean = excess.reduce((sum, e) => sum + e, 0) / excess.length;
  const variance = excess.reduce((sum, e) => sum + (e - mean) ** 2, 0) / Math.max(1, excess.length - 1);
  if (!(variance > 1e-20)) return undefined;
  return excess.map((e) => -e / Math.sqrt(variance));
}
