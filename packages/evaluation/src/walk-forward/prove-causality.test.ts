import { FeatureCalculator, featureSetNames, type MarketInputs } from '@regimekit/features';
import { createSyntheticMarket } from '@regimekit/features/synthetic';
import { MatrixView } from '@regimekit/numerics';
import { describe, expect, it } from 'vitest';
import { calculator, inputs, recipe } from '../../test/support/toy-walk.ts';
import {
  constantMix,
  probabilityWeighted,
  proveCausality,
  returnsFromCloses,
  volatilityTarget,
  type SignalHistory,
} from '../index.ts';

describe('proveCausality({ inputs, calculator, recipe, days, seed })', () => {
  it('finds features, labels, signals and weights unmoved to the bit, and a model of all days moved', async () => {
    const strategy = (signals: SignalHistory) => probabilityWeighted(signals);
    const proof = await proveCausality({ inputs, calculator, recipe, days: 3, seed: 1, strategy });
    expect(proof.holds).toBe(true);
    expect(proof.days).toHaveLength(3);
    expect(proof.checks.map(({ subject }) => subject).slice(0, 4)).toEqual([
      'features',
      'signals',
      'weights',
      'labels',
    ]);
    for (const { compared, moved } of proof.checks) {
      expect(compared).toBeGreaterThan(0);
      expect(moved).toBe(0);
    }
    expect(proof.control).toMatchObject({ caught: true, fittedOnAll: { days: 1 } });
    expect(proof.control.fittedOnAll.moved).toBeGreaterThan(100);
  });

  it('catches a strategy that looks one day ahead', async () => {
    const peeking = (signals: SignalHistory) => {
      const { dates, probs } = signals;
      const weights = MatrixView.from(dates.map((_, t) => [probs.get(Math.min(t + 1, dates.length - 1), 0)]));
      return { ...constantMix(dates, 1), weights };
    };
    const proof = await proveCausality({ inputs, calculator, recipe, days: 3, seed: 1, strategy: peeking });
    expect(proof.holds).toBe(false);
    const moved = proof.checks.filter((check) => check.moved > 0);
    expect(new Set(moved.map(({ subject }) => subject))).toEqual(new Set(['weights']));
  });
});

describe.each(featureSetNames)('proveCausality(request with the features of %s)', (set) => {
  it('finds every feature, label, signal and weight unmoved to the bit', async () => {
    const { inputs: all } = createSyntheticMarket({ seed: 6, start: '2014-01-02', nDays: 760 });
    const own = new FeatureCalculator({ featureSet: set });
    const { featureNames, rows } = own.calculateFeatureHistory(all);
    const walk = {
      windowDays: 250,
      refitEvery: 100,
      detector: { nStates: 2, seed: 3, restarts: 1, skipSampleValidation: true },
    };
    const strategy = (signals: SignalHistory, series: MarketInputs) => {
      const { dates, values } = series.price;
      return volatilityTarget(signals, returnsFromCloses(dates, { equity: values }, new Float64Array(dates.length)));
    };
    const proof = await proveCausality({ inputs: all, calculator: own, recipe: walk, days: 2, seed: 2, strategy });
    expect(proof.checks.filter(({ moved }) => moved > 0)).toEqual([]);
    expect(proof.holds).toBe(true);
    for (const day of proof.days) {
      const ofDay = proof.checks.filter((check) => check.day === day);
      expect(ofDay.map(({ subject }) => subject)).toEqual(['features', 'signals', 'weights', 'labels']);
      // Every feature of every day up to then.
      const upTo = ofDay.find(({ subject }) => subject === 'labels')!.compared;
      expect(ofDay[0]!.compared).toBe(upTo * featureNames.length);
      expect(upTo).toBeLessThan(rows);
    }
  });
});
