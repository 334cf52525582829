import { RegimekitError } from '@regimekit/errors';
import { describe, expect, it } from 'vitest';
import { comparisonPlan, createConfidenceSequence, dieboldMariano, sharpeRatio, volatility } from './index.ts';

/** What the call throws. */
function thrownBy(call: () => unknown): unknown {
  try {
    return call();
  } catch (error) {
    return error;
  }
}

describe('errors', () => {
  it.each([
    ['InvalidOptionError', 'INVALID_OPTION', () => dieboldMariano(new Float64Array(20), { lags: -1 })],
    ['InvalidSeriesError', 'INVALID_SERIES', () => volatility([])],
    ['LengthMismatchError', 'LENGTH_MISMATCH', () => sharpeRatio([1, 2], { riskFree: [0] })],
    ['InvalidPlanError', 'INVALID_PLAN', () => comparisonPlan({} as never)],
    ['InvalidStateError', 'INVALID_STATE', () => createConfidenceSequence({ clip: 1 }, {} as never)],
  ])('%s has code, kind and what it received', (name, code, call) => {
    const error = thrownBy(call);
    expect(RegimekitError.isInstance(error)).toBe(true);
    expect(error).toMatchObject({ name, code, kind: 'input' });
  });

  it('a misspelt option comes with the one that was likely meant', () => {
    const error = thrownBy(() => sharpeRatio([1, 2], { riskfree: 0 } as never));
    expect(error).toMatchObject({ hint: 'Did you mean riskFree?', details: { received: 'riskfree' } });
  });
});
