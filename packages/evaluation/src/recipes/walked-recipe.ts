// A recipe that was walked forward, and what its models said of each day.
import { RegimeDetector } from '@regimekit/detector';
import type { FeatureMatrix, IsoDate, MarketSeries } from '@regimekit/features';
import { learnSeenReturns, nextReturns, scoreNextReturns } from '../quality/next-return-scores.ts';
import type { PanelMember } from '../strategies/panel.ts';
import { replayFolds } from '../walk-forward/replay-folds.ts';
import type { WalkForwardResult } from '../walk-forward/assemble-folds.ts';

export interface WalkedRecipe {
  /** One of its kind among those compared. */
  readonly name: string;
  /** What `walkForward` gave. */
  readonly walked: WalkForwardResult;
  /** What it was walked on: the latest features. */
  readonly features: FeatureMatrix;
  /** What acts on its signals. */
  readonly strategy: PanelMember;
  /** How long a prediction takes, 95 % quantile; without it no verdict can be to promote. @default not measured */
  readonly latencyMs?: number | undefined;
}

/** What one recipe said, by day. */
export interface SpokenDays {
  /** ln p(features of the day | days before) in raw units; null where a model gives the features no density. */
  readonly features: ReadonlyMap<IsoDate, number> | null;
  /** ln p(return of the day after | days so far). */
  readonly nextReturn: ReadonlyMap<IsoDate, number>;
  /** 1 while the most stressed regime had half of the probability or more at the close of the day. */
  readonly stressed: ReadonlyMap<IsoDate, number>;
  /** 1 on the days that the last model calls so in hindsight, by the most probable path over all days. */
  readonly stressedInHindsight: ReadonlyMap<IsoDate, number>;
}

/** Scores and decisions of the days that a recipe's models answered for. */
export function spokenDays({ walked, features }: WalkedRecipe, price: MarketSeries): SpokenDays {
  const { dates } = features;
  const replays = replayFolds(features, walked.models);
  const returns = nextReturns(features, price);
  const known = returns.findLastIndex((r) => !Number.isNaN(r)) + 1;
  const ofFeatures = new Map<IsoDate, number>();
  const nextReturn = new Map<IsoDate, number>();
  for (const replay of replays) {
    const { train, test, densities } = replay;
    const own = densities?.logScores.subarray(test.start - train.start, test.end - train.start);
    own?.forEach((score, i) => ofFeatures.set(dates[test.start + i]!, score));
    const scored = scoreNextReturns(replay, returns, known, learnSeenReturns);
    scored?.logScores.forEach((score, i) => nextReturn.set(dates[scored.test.from + i]!, score));
  }
  const { signals } = walked;
  const last = signals.regimes.length - 1;
  const stressed = signals.dates.map((date, t) => [date, signals.probs.get(t, last) >= 0.5 ? 1 : 0] as const);
  return {
    features: replays.every(({ densities }) => densities !== null) ? ofFeatures : null,
    nextReturn,
    stressed: new Map(stressed),
    stressedInHindsight: hindsight(walked, features),
  };
}

function hindsight({ models }: WalkForwardResult, features: FeatureMatrix): Map<IsoDate, number> {
  const { model, order } = models.at(-1)!;
  const detector = RegimeDetector.fromModelData(model);
  const stressed = detector.regimes[order.at(-1)!];
  const path = detector.decodeRegimes(features);
  return new Map(path.map(({ regime }, t) => [features.dates[t]!, regime === stressed ? 1 : 0]));
}
