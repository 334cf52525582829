import { describe, expect, it } from 'vitest';
import {
  createGaussianHmm,
  explainFit,
  fitGaussianHmm,
  reviewFit,
  sample,
  type FitFindingCode,
  type GaussianHmmFit,
} from '../index.ts';
import { randomModel } from '../../test/support/models.ts';

const truth = createGaussianHmm({
  initialProbs: [0.5, 0.5],
  transitionMatrix: [
    [0.95, 0.05],
    [0.1, 0.9],
  ],
  means: [[-4], [4]],
  covariances: [[1], [0.5]],
});
const { observations } = sample(truth, 500, { seed: 1 });
const healthy = fitGaussianHmm(observations, { nStates: 2, seed: 3 });
const codes = (fit: GaussianHmmFit): FitFindingCode[] => reviewFit(fit).map(({ code }) => code);

/** The healthy fit with another model in it. */
const withModel = (parameters: Partial<Parameters<typeof createGaussianHmm>[0]>): GaussianHmmFit => ({
  ...healthy,
  model: createGaussianHmm({ ...truth.toJSON(), ...parameters }),
});

describe('reviewFit', () => {
  it('reviewFit(fit) finds nothing in a healthy fit', () => {
    expect(reviewFit(healthy)).toEqual([]);
  });

  it('reviewFit(fit) says when a fit did not converge, was cancelled or broke down', () => {
    expect(codes({ ...healthy, stopReason: 'max_iterations' })).toEqual(['NOT_CONVERGED']);
    expect(reviewFit({ ...healthy, stopReason: 'cancelled' })[0]!.message).toContain('cancelled');
    const broken = reviewFit({
      ...healthy,
      stopReason: 'degenerate',
      degeneracy: { iteration: 3, state: 1, cause: 'collapsed_variance' },
    });
    expect(broken[0]).toMatchObject({ code: 'DEGENERATE', severity: 'warning' });
    expect(broken[0]!.message).toContain('collapsed variance in state 1');
  });

  it('reviewFit(fit) doubts an optimum seen once, a close rival and a single run', () => {
    const [best] = healthy.optima;
    const seen = (reached: number, gap: number) => [
      { ...best!, reached },
      { ...best!, penalisedObjective: best!.penalisedObjective - gap, reached: 5 },
    ];
    expect(codes({ ...healthy, optima: seen(1, 50) })).toEqual(['OPTIMUM_SEEN_ONCE']);
    expect(codes({ ...healthy, optima: seen(4, 3) })).toEqual(['CLOSE_RIVAL']);
    expect(codes({ ...healthy, optima: seen(4, 50) })).toEqual([]);
    expect(codes(fitGaussianHmm(observations, { nStates: 2, restarts: 1 }))).toEqual(['ONE_RUN_ONLY']);
    const one = { ...healthy.restarts[0]!, stopReason: 'degenerate' as const };
    expect(codes({ ...healthy, restarts: [one, ...healthy.restarts.slice(1)] })).toEqual(['DEGENERATE_RUNS']);
  });

  it('reviewFit(fit) names a rare state, one that flickers, one that is never left and steps never seen', () => {
    const chain = (matrix: number[][]) =>
      reviewFit(withModel({ transitionMatrix: matrix })).map(({ code, state }) => [code, state]);
    expect(
      chain([
        [0.98, 0.02],
        [0.6, 0.4],
      ]),
    ).toEqual([
      ['RARE_STATE', 1],
      ['FLICKERING_STATE', 1],
    ]);
    expect(
      chain([
        [0.9995, 0.0005],
        [0.001, 0.999],
      ]),
    ).toEqual([
      ['STATE_NEVER_LEFT', 0],
      ['STATE_NEVER_LEFT', 1],
    ]);
    expect(
      chain([
        [1, 0],
        [0.1, 0.9],
      ]),
    ).toEqual([
      ['RARE_STATE', 1],
      ['STATE_NEVER_LEFT', 0],
      ['TRANSITION_NEVER_SEEN', 0],
    ]);
    expect(
      chain([
        [0.95, 0.05],
        [0.1, 0.9],
      ]),
    ).toEqual([]);
  });

  it('reviewFit(fit) names a collapsed variance, twins and repairs', () => {
    expect(codes(withModel({ covariances: [[1], [1e-5]] }))).toEqual(['COLLAPSED_VARIANCE']);
    expect(codes(withModel({ means: [[0], [0.1]], covariances: [[1], [1]] }))).toEqual(['TWIN_STATES']);
    const repairs = { ...healthy.repairs, varianceFloor: 3, varianceFloorAtEnd: 1, emptyStates: 2 };
    expect(codes({ ...healthy, repairs })).toEqual(['VARIANCE_AT_FLOOR', 'EMPTIED_STATE']);
  });

  it('reviewFit(fit) puts warnings before notes', () => {
    const fit = fitGaussianHmm(sample(randomModel('full', 2, 3, 1), 60, { seed: 2 }).observations, {
      nStates: 5,
      covarianceType: 'full',
      maxIterations: 4,
      restarts: 3,
    });
    const severities = reviewFit(fit).map(({ severity }) => severity);
    expect(severities.length).toBeGreaterThan(1);
    expect(severities.toSorted().toReversed()).toEqual(severities);
  });
});

describe('explainFit', () => {
  it('explainFit(fit) is a page with what was tried, what won, the states, repairs and suspicions', () => {
    const page = explainFit(healthy);
    const titles = ['What was tried', 'What won', 'The states', 'What was repaired', 'What looks suspicious'];
    const places = titles.map((title) => page.indexOf(`\n${title}\n`));
    expect(places.every((place) => place > 0)).toBe(true);
    expect(places.toSorted((a, b) => a - b)).toEqual(places);
    expect(page).toContain(
      '80 start(s) from seed 3: 10 k-means, 50 quantile, 20 random; 5 iterations each, the best 12',
    );
    expect(page).toContain('12 of 12, the best');
    expect(page).toContain('no prior, no shrinkage');
    expect(page).not.toMatch(/undefined|NaN/);
  });

  it('explainFit(fit) shows priors, shrinkage, constraints and every finding', () => {
    const fit = fitGaussianHmm(observations, {
      nStates: 2,
      restarts: 1,
      shrinkage: { weight: 10 },
      priors: { transitionMatrix: 2 },
      stationaryStart: true,
      acceleration: 'squarem',
    });
    const page = explainFit(fit);
    expect(page).toContain('priors in the style of hmmlearn, shrinkage worth 10 observations');
    expect(page).toContain('Constraints: stationary start.');
    expect(page).toContain('acceleration: squarem');
    for (const { message } of reviewFit(fit)) expect(page).toContain(message);
    expect(page).toContain('[ONE_RUN_ONLY]');
  });
});
