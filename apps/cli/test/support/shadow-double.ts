// Stands in for the task of a shadow, to show what the real one never should: it hangs, or takes its time.
import type { ShadowAnswers } from '@regimekit/monitoring';
import type { Task } from '@regimekit/numerics';
import type { ShadowInput } from '../../src/workflows/shadow/shadow-task.ts';

export const hangingTask: Task<ShadowInput, Promise<ShadowAnswers>> = {
  name: 'hangingTask',
  module: import.meta.url,
  run: () => {
    for (;;) Math.sqrt(2);
  },
};

/** Answers the days after a second. */
export const slowTask: Task<ShadowInput, Promise<ShadowAnswers>> = {
  name: 'slowTask',
  module: import.meta.url,
  run: async ({ dates }) => {
    await new Promise((resolve) => setTimeout(resolve, 1000));
    const answer = { regime: 'risk_on', confidence: 1, probabilities: { risk_on: 1 }, features: {}, latencyMs: 1 };
    return { answers: dates.map((asOfDate) => ({ asOfDate, ...answer, basis: { kind: 'history', rows: 9 } })) };
  },
};
