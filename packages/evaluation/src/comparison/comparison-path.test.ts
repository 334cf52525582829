import { createRandomStream } from '@regimekit/numerics';
import { describe, expect, it } from 'vitest';
import { weekdays } from '../../test/support/days.ts';
import { compareModels, comparisonPath, type ComparisonPlanInput, type PairedScores } from '../index.ts';

const plan: ComparisonPlanInput = {
  hypothesis: 'B predicts better than A.',
  baseline: { name: 'm', version: '1.0.0' },
  candidate: { name: 'm', version: '1.1.0' },
  clip: 3,
  blockDays: 5,
  stopping: { minDays: 5, maxDays: 100 },
};

function pairsOf(days: number): PairedScores {
  const random = createRandomStream(8);
  const dates = weekdays('2024-01-02', days);
  const differences = Float64Array.from({ length: days }, () => 0.4 + 2 * random.normal());
  return { dates, differences, coverage: 1, baselineDays: days, candidateDays: days };
}

describe('comparisonPath(plan, pairs)', () => {
  it('ends where the record of the same days ends, and never widens', () => {
    const pairs = pairsOf(83);
    const times = { createdAt: '2024-01-01T12:00:00Z', firstObservation: '2024-01-02' };
    const { gain } = compareModels({ plan, times, pairs }, { seed: 1, replications: 99 });
    const { dates, mean, lower, upper } = comparisonPath(plan, pairs);
    expect(dates).toHaveLength(16);
    expect(dates.at(-1)).toBe(pairs.dates[79]);
    expect([mean.at(-1), lower.at(-1), upper.at(-1)]).toEqual([
      expect.closeTo(gain.clippedMean!, 12),
      gain.lower,
      gain.upper,
    ]);
    for (let n = 1; n < 16; n++) {
      expect(lower[n]!).toBeGreaterThanOrEqual(lower[n - 1]!);
      expect(upper[n]!).toBeLessThanOrEqual(upper[n - 1]!);
    }
  });

  it("leaves out days after the plan's last, and has nothing before the first block is full", () => {
    expect(comparisonPath(plan, pairsOf(140)).dates).toHaveLength(20);
    expect(comparisonPath(plan, pairsOf(4)).dates).toEqual([]);
  });
});
