import { existsSync, readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { createOnlineFilter, forward, forwardBackward, parseHmm, sample } from '@regimekit/hmm-core';
import { fitSwitchingMean, switchingMeanLikelihood } from '../src/hamilton/fit.ts';
import { gnpGrowth } from '../src/hamilton/gnp-growth.ts';
import {
  secondRegime,
  switchingMeanFamily,
  switchingMeanModel,
  type SwitchingMean,
} from '../src/hamilton/switching-mean.ts';

// Hamilton (1989), re-estimated in EViews, as recorded in statsmodels' tests (TestHamiltonAR4); all digits that are printed.
const lags = [0.013486, -0.057521, -0.246983, -0.212923];
const published: SwitchingMean = {
  stay: [0.754673, 0.904085],
  means: [-0.358811, 1.163516],
  lags: [lags, lags],
  variance: Math.exp(-0.262658) ** 2,
};
const LOG_LIKELIHOOD = -181.26339;
/** P(expansion) of the first quarters that are modelled, 1952 Q2 on. */
const FILTERED = [0.776712, 0.949192, 0.99632, 0.990258, 0.940111, 0.537442, 0.140001, 0.008942, 0.04848];
const SMOOTHED = [0.968096, 0.991071, 0.998559, 0.958534, 0.540652, 0.072784, 0.010999, 0.006228, 0.172144];

// The same series with one lag that switches too (TestHamiltonAR1Switch).
const oneLag: SwitchingMean = {
  stay: [0.85472458, 0.46337901],
  means: [1.041419, -0.479157],
  lags: [[0.243128], [0.713029]],
  variance: Math.exp(-0.231404) ** 2,
};
const ONE_LAG_LOG_LIKELIHOOD = -186.7575;

/** Half of the last digit of a log-likelihood with five and with four decimals. */
const [FIVE, FOUR] = [5e-6, 5e-5];
/** Of probabilities at parameters that were rounded to six digits. */
const PROBABILITY = 1e-5;
const CLOSE = 1e-4;

// The whole columns of probabilities lie beside the repository, not in it. A checkout elsewhere can say where.
const elsewhere = process.env.REGIMEKIT_SHARED;
const folder =
  elsewhere === undefined
    ? new URL('../../../../shared/reference/', import.meta.url)
    : new URL('reference/', pathToFileURL(`${elsewhere}/`));
const present = existsSync(new URL('published-hamilton1989-gnp-ar4.json', folder));
const where = present ? '' : ' (skipped: ../shared/reference is not here)';

interface Columns {
  readonly X: number[][];
  readonly published: Readonly<Record<string, number[]>>;
}

const furthest = (a: readonly number[], b: readonly number[]) => Math.max(...a.map((v, i) => Math.abs(v - b[i]!)));

describe("Hamilton's model of the business cycle, from the public interface alone", () => {
  const rows = gnpGrowth.map((value) => [value]);
  const model = switchingMeanModel(published);
  const options = { initialProbs: 'stationary' } as const;

  it('has 32 states, and the published log-likelihood at the published parameters', () => {
    expect(model.nStates).toBe(32);
    expect(Math.abs(switchingMeanLikelihood(published, gnpGrowth) - LOG_LIKELIHOOD)).toBeLessThanOrEqual(FIVE);
  });

  it('gives the published probabilities of the regimes', () => {
    const filtered = secondRegime(forward(model, rows, options).filteredProbs);
    const smoothed = secondRegime(forwardBackward(model, rows, options).smoothedProbs);
    expect(furthest(FILTERED, filtered.slice(4))).toBeLessThanOrEqual(PROBABILITY);
    expect(furthest(SMOOTHED, smoothed.slice(4))).toBeLessThanOrEqual(PROBABILITY);
  });

  it('is found again by maximum likelihood from a rough start', () => {
    const none = [0, 0, 0, 0];
    const start: SwitchingMean = { stay: [0.8, 0.9], means: [-0.5, 1.2], lags: [none, none], variance: 0.7 };
    const fit = fitSwitchingMean(start, gnpGrowth);
    expect(fit.logLikelihood).toBeGreaterThanOrEqual(LOG_LIKELIHOOD - FIVE);
    expect(furthest(fit.means, published.means)).toBeLessThanOrEqual(CLOSE);
    expect(furthest(fit.lags[0], lags)).toBeLessThanOrEqual(CLOSE);
    expect(furthest(fit.stay, published.stay)).toBeLessThanOrEqual(CLOSE);
    expect(Math.abs(fit.variance - published.variance)).toBeLessThanOrEqual(CLOSE);
  });

  it('with one lag that switches has its published log-likelihood, and the fit reaches it', () => {
    expect(Math.abs(switchingMeanLikelihood(oneLag, gnpGrowth) - ONE_LAG_LOG_LIKELIHOOD)).toBeLessThanOrEqual(FOUR);
    const start: SwitchingMean = { stay: [0.8, 0.6], means: [1, -0.5], lags: [[0.1], [0.1]], variance: 0.7 };
    const fit = fitSwitchingMean(start, gnpGrowth, { switchingLags: true });
    expect(fit.logLikelihood).toBeGreaterThanOrEqual(ONE_LAG_LOG_LIKELIHOOD - FOUR);
  });

  it('is filtered online to the bit, is read from JSON again, and can be simulated', () => {
    const filtered = secondRegime(forward(model, rows, options).filteredProbs);
    const filter = createOnlineFilter(model, options);
    const online = rows.map((row) => {
      const { filteredProbs } = filter.update(row);
      return secondRegime({ rows: 1, columns: 32, get: (_, k) => filteredProbs[k]! })[0];
    });
    expect(online).toEqual(filtered);
    const families = { 'switching-mean': ({ order }: { order?: unknown }) => switchingMeanFamily(Number(order)) };
    expect(parseHmm(JSON.parse(JSON.stringify(model)), { families }).toJSON()).toEqual(model.toJSON());
    expect(sample(model, 50, { seed: 1 }).observations.rows).toBe(50);
  });

  it('control: without the lags the likelihood is another', () => {
    const none = [0, 0, 0, 0];
    const without = switchingMeanLikelihood({ ...published, lags: [none, none] }, gnpGrowth);
    expect(without).toBeLessThan(LOG_LIKELIHOOD - 1);
  });
});

describe.skipIf(!present)(`the published columns of probabilities${where}`, () => {
  it.each([
    ['hamilton1989-gnp-ar4', published, 'state1', (up: number) => up],
    ['gnp-ar1-switching', oneLag, 'state0', (second: number) => 1 - second],
  ] as const)('%s: filtered and smoothed, every quarter', (name, parameters, state, turn) => {
    const file = readFileSync(new URL(`published-${name}.json`, folder), 'utf8');
    const { X, published: columns } = JSON.parse(file) as Columns;
    expect(X.map(([value]) => value)).toEqual(gnpGrowth);
    const model = switchingMeanModel(parameters);
    const order = parameters.lags[0].length;
    const options = { initialProbs: 'stationary' } as const;
    const filtered = secondRegime(forward(model, X, options).filteredProbs).slice(order);
    const smoothed = secondRegime(forwardBackward(model, X, options).smoothedProbs).slice(order);
    expect(columns[`filtered_${state}`]).toHaveLength(filtered.length);
    expect(furthest(filtered.map(turn), columns[`filtered_${state}`]!)).toBeLessThanOrEqual(PROBABILITY);
    expect(furthest(smoothed.map(turn), columns[`smoothed_${state}`]!)).toBeLessThanOrEqual(PROBABILITY);
  });
});
