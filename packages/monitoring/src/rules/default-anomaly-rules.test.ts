import { describe, expect, it } from 'vitest';
import { daily, MODEL } from '../../test/support/predictions.ts';
import {
  type AnomalyRule,
  computeMetrics,
  defaultAnomalyRules,
  excessiveRiskOff,
  frequentTransitions,
  InvalidMonitoringOptionError,
  lowConfidence,
  type ModelMetrics,
  noPredictions,
  type PredictionRecord,
  type RuleFinding,
} from '../index.ts';

function metricsOf(records: readonly PredictionRecord[]): ModelMetrics {
  const collectedAt = '2024-03-01T12:00:00.000Z';
  return {
    modelName: MODEL,
    kind: 'live',
    windowDays: 30,
    modelAgeDays: null,
    collectedAt,
    ...computeMetrics(records),
  };
}

function check(rule: AnomalyRule, records: readonly PredictionRecord[]): RuleFinding | null {
  return rule.check(metricsOf(records));
}

/** 30 days, the first `count` of them in risk_off. */
function riskOffDays(count: number): PredictionRecord[] {
  return daily(Array.from({ length: 30 }, (_, index) => (index < count ? 'risk_off' : 'risk_on')));
}

/** 11 days, ten steps between them, of which the first `count` change the regime. */
function changes(count: number): PredictionRecord[] {
  return daily(Array.from({ length: 11 }, (_, index) => (Math.min(index, count) % 2 === 0 ? 'risk_on' : 'neutral')));
}

describe('excessiveRiskOff', () => {
  it('excessiveRiskOff() reports more than 80 % of days with the figure, and not exactly 80 %', () => {
    expect(check(excessiveRiskOff(), riskOffDays(25))).toEqual({
      message: 'risk_off on 25 of 30 days (83.3 %), more than 80 %.',
      value: 25 / 30,
      threshold: 0.8,
    });
    expect(check(excessiveRiskOff(), riskOffDays(24))).toBeNull();
    expect(check(excessiveRiskOff(), riskOffDays(0))).toBeNull();
  });

  it('excessiveRiskOff({ threshold, regime }) watches another share, or another regime', () => {
    expect(check(excessiveRiskOff({ threshold: 0.9 }), riskOffDays(25))).toBeNull();
    expect(check(excessiveRiskOff({ threshold: 0.9 }), riskOffDays(28))?.message).toContain('93.3 %), more than 90 %');
    expect(check(excessiveRiskOff({ regime: 'risk_on' }), riskOffDays(1))?.message).toContain('risk_on on 29 of 30');
    expect(check(excessiveRiskOff({ regime: 'toString' }), riskOffDays(30))).toBeNull();
  });
});

describe('lowConfidence', () => {
  const sure = (confidence: number): PredictionRecord[] => daily(['risk_on', 'risk_on'], { confidence });

  it('lowConfidence() reports an average under 50 % with the figure, and not exactly 50 %', () => {
    expect(check(lowConfidence(), sure(0.4375))).toEqual({
      message: 'Average confidence of 43.8 % over 2 days, less than 50 %.',
      value: 0.4375,
      threshold: 0.5,
    });
    expect(check(lowConfidence(), sure(0.5))).toBeNull();
    expect(check(lowConfidence(), sure(0.95))).toBeNull();
  });

  it('lowConfidence({ threshold }) can ask for more', () => {
    expect(check(lowConfidence({ threshold: 0.75 }), sure(0.7))?.threshold).toBe(0.75);
    expect(check(lowConfidence({ threshold: 0.75 }), sure(0.75))).toBeNull();
  });
});

describe('frequentTransitions', () => {
  it('frequentTransitions() reports changes on more than 30 % of steps with the figure, and not on exactly 30 %', () => {
    expect(check(frequentTransitions(), changes(4))).toEqual({
      message: 'The regime changed on 4 of 10 steps from day to day (40 %), more than 30 %.',
      value: 0.4,
      threshold: 0.3,
    });
    expect(check(frequentTransitions(), changes(3))).toBeNull();
    expect(check(frequentTransitions(), changes(0))).toBeNull();
  });

  it('frequentTransitions({ threshold }) can allow less', () => {
    expect(check(frequentTransitions({ threshold: 0.2 }), changes(3))?.value).toBe(0.3);
    expect(check(frequentTransitions({ threshold: 0 }), changes(0))).toBeNull();
  });
});

describe('noPredictions', () => {
  it('noPredictions() reports an empty window, and not one prediction', () => {
    expect(check(noPredictions(), [])?.value).toBe(0);
    expect(check(noPredictions(), daily(['risk_on']))).toBeNull();
  });
});

describe('defaultAnomalyRules', () => {
  it('defaultAnomalyRules() are four, and all but one keep silent about an empty log', () => {
    const rules = defaultAnomalyRules();
    expect(rules.map(({ name }) => name)).toEqual([
      'no_predictions',
      'excessive_risk_off',
      'low_confidence',
      'frequent_transitions',
    ]);
    expect(rules.filter((rule) => check(rule, []) !== null).map(({ name }) => name)).toEqual(['no_predictions']);
  });

  it('defaultAnomalyRules(options) passes thresholds on and leaves rules out', () => {
    const rules = defaultAnomalyRules({
      low_confidence: { threshold: 0.99 },
      frequent_transitions: false,
      no_predictions: false,
    });
    expect(rules.map(({ name }) => name)).toEqual(['excessive_risk_off', 'low_confidence']);
    expect(rules.map((rule) => check(rule, daily(['risk_on']))?.threshold)).toEqual([undefined, 0.99]);
  });

  it('defaultAnomalyRules(options) refuses unknown rules and thresholds that are no share', () => {
    expect(() => defaultAnomalyRules({ low_confidense: false } as object)).toThrow(InvalidMonitoringOptionError);
    expect(() => defaultAnomalyRules({ low_confidense: false } as object)).toThrow("received 'low_confidense'");
    for (const threshold of [-0.1, 1.1, 80, Number.NaN, '0.8' as unknown as number]) {
      for (const make of [excessiveRiskOff, lowConfidence, frequentTransitions]) {
        expect(() => make({ threshold })).toThrow(InvalidMonitoringOptionError);
        expect(() => make({ threshold })).toThrow(`from 0 to 1, received ${threshold}`);
      }
    }
  });
});
