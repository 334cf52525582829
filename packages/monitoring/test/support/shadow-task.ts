// A task that behaves as its input says: a shadow that answers, and every way in which one can go wrong.
import type { Task } from '@regimekit/numerics';
import type { ShadowAnswer, ShadowAnswers } from '../../src/index.ts';

export interface Behaviour {
  readonly behaves: 'well' | 'slowly' | 'throws' | 'hangs' | 'hoards' | 'leaves' | 'lies' | 'babbles';
  readonly dates: readonly string[];
  /** Milliseconds before it answers, where it is slow. */
  readonly waits?: number;
  readonly missing?: string;
}

export function answerOf(asOfDate: string): ShadowAnswer {
  return {
    asOfDate,
    regime: 'risk_off',
    confidence: 0.75,
    probabilities: { risk_on: 0.25, risk_off: 0.75 },
    features: { vix_level: 31.2 },
    basis: { kind: 'history', rows: 2518 },
    latencyMs: 1.5,
    logScore: -12.5,
  };
}

export const shadowTask: Task<Behaviour, ShadowAnswers | Promise<ShadowAnswers>> = {
  name: 'shadowTask',
  module: import.meta.url,
  run: ({ behaves, dates, waits = 0, missing }) => {
    const answers = dates.map(answerOf);
    if (behaves === 'slowly') return new Promise((resolve) => setTimeout(resolve, waits, { answers }));
    if (behaves === 'throws') throw new RangeError('the model does not fit');
    if (behaves === 'hangs') for (;;) Math.sqrt(2);
    if (behaves === 'leaves') return process.exit(3);
    if (behaves === 'hoards') {
      const kept: object[] = [];
      for (;;) kept.push({ number: kept.length });
    }
    // What no detector gives: a record that cannot be logged, and no answers at all.
    if (behaves === 'lies') return { answers: answers.map((answer) => ({ ...answer, confidence: 7 })) };
    if (behaves === 'babbles') return 'risk_off' as unknown as ShadowAnswers;
    return { answers, missing };
  },
};
