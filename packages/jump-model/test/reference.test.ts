// The numbers of the authors' own package (Shu, jumpmodels) on the Nasdaq 100.
import { describe, expect, it } from 'vitest';
import { decodeJumpStates, filterJumpStates, fitJumpModel, type JumpModelFit, type JumpOptions } from '../src/index.ts';
import { hasNdx, readNdx, type NdxSpans } from './support/ndx.ts';

/** The reference prints six decimals, and a coordinate descent may only end lower. */
const PRINTED = 1e-6;

const SEED = 1;

/** How often a path changes state, and its days in state 1 (bear). */
function counts(states: Int32Array): [switches: number, bearDays: number] {
  const switches = states.filter((state, t) => t > 0 && state !== states[t - 1]).length;
  return [switches, states.filter((state) => state === 1).length];
}

describe.skipIf(!hasNdx)(
  'fitJumpModel(ndx) against the reference (skipped where ../shared/data/market does not exist)',
  () => {
    // A getter of a describe body would run even when skipped.
    let spans: NdxSpans | undefined;
    const read = (): NdxSpans => (spans ??= readNdx());
    const fit = (options: JumpOptions): JumpModelFit => {
      const { training, trainingReturns } = read();
      return fitJumpModel(training, { nStates: 2, seed: SEED, orderBy: trainingReturns, ...options });
    };

    it('the training has 4030 rows, the test 2264', () => {
      expect(read().training).toHaveLength(4030);
      expect(read().test).toHaveLength(2264);
    });

    it.each([
      [0, 10662.473601, [294, 1449], [128, 345], [128, 345]],
      [5, 11255.688128, [68, 1357], [40, 308], [30, 299]],
      [50, 12246.247031, [10, 1037], [6, 139], [6, 141]],
      [100, 12625.984544, [6, 937], [10, 73], [0, 0]],
    ])(
      'discrete, lambda %d: objective %d, training %j, online %j, all at once %j',
      (jumpPenalty, objective, training, online, atOnce) => {
        const found = fit({ jumpPenalty });
        expect(Math.abs(found.objective - objective)).toBeLessThan(PRINTED);
        expect(counts(found.states)).toEqual(training);
        expect(counts(filterJumpStates(found.model, read().test).states)).toEqual(online);
        expect(counts(decodeJumpStates(found.model, read().test).states)).toEqual(atOnce);
      },
    );

    it('discrete, lambda 50: the centers of bull and bear to the printed digits', () => {
      const bull = '0.170264 -0.400309 0.173702 0.312198 -0.451217 0.300848 0.376665 -0.444070 0.385324';
      const bear = '-0.491419 1.155375 -0.501341 -0.901068 1.302308 -0.868310 -1.087136 1.281679 -1.112127';
      const { model } = fit({ jumpPenalty: 50 });
      expect(model.centers.to2DArray().map((row) => row.map((value) => value.toFixed(6)).join(' '))).toEqual([
        bull,
        bear,
      ]);
    });

    it('continuous, lambda 600: objective 12247.474524, training 10 / 1084, online 6 / 142', () => {
      const found = fit({ jumpPenalty: 600, variant: 'continuous' });
      expect(Math.abs(found.objective - 12247.474524)).toBeLessThan(PRINTED);
      expect(counts(found.states)).toEqual([10, 1084]);
      expect(counts(filterJumpStates(found.model, read().test).states)).toEqual([6, 142]);
    });

    it('continuous without the mode penalty has another objective, so the comparison can fail', () => {
      const found = fit({ jumpPenalty: 600, variant: 'continuous', modePenalty: false });
      expect(Math.abs(found.objective - 12247.474524)).toBeGreaterThan(1);
    });

    it('sparse, kappa^2 3, lambda 50: the weights to the printed digits, training 8 / 1356, online 2 / 87', () => {
      const found = fit({ jumpPenalty: 50, kappaSquared: 3 });
      expect(Array.from(found.model.featureWeights, (weight) => weight.toFixed(6))).toEqual([
        '0.000000',
        '0.650310',
        '0.000000',
        '0.000000',
        '0.793742',
        '0.000000',
        '0.000000',
        '0.806661',
        '0.168583',
      ]);
      expect(counts(found.states)).toEqual([8, 1356]);
      expect(counts(filterJumpStates(found.model, read().test).states)).toEqual([2, 87]);
    });

    it('a single start can miss the optimum of lambda 50, so many of them are needed', () => {
      const { training } = read();
      const objectives = [1, 2, 3, 4, 5, 6, 7, 8].map(
        (seed) => fitJumpModel(training, { nStates: 2, seed, restarts: 1, jumpPenalty: 50 }).objective,
      );
      expect(Math.max(...objectives)).toBeGreaterThan(12246.247031 + 0.1);
    });

    it.each([1, 2, 3, 4, 5])('the starts of the default find the optimum of lambda 50 with seed %d too', (seed) => {
      const { training } = read();
      const { objective } = fitJumpModel(training, { nStates: 2, seed, jumpPenalty: 50 });
      expect(objective).toBeLessThan(12246.247031 + PRINTED);
    });
  },
);
