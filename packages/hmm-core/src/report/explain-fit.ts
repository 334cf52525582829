import { countFreeParameters } from '../model/free-parameters.ts';
import { expectedDurations } from '../markov-chain/expected-durations.ts';
import { stationaryDistribution } from '../markov-chain/stationary-distribution.ts';
import { isDirichletNiw } from '../training/dirichlet-niw.ts';
import type { GaussianHmmFit, RestartReport } from '../training/fit-result.ts';
import { maximumLikelihoodPriors } from '../training/priors.ts';
import { groupFindings } from './group-findings.ts';
import { checkFit, reviewFit } from './review-fit.ts';

/** Optima listed on the page. */
const SHOWN_OPTIMA = 6;

/**
 * A fit as a page that a person can read: what was tried, what won, the states, what was repaired, and what looks
 * suspicious and why (the findings of `reviewFit`). Plain text, lines of at most 120 characters or one finding.
 *
 * @example
 * ```ts
 * import { createGaussianHmm, explainFit, fitGaussianHmm, sample } from '@regimekit/hmm-core';
 *
 * const truth = createGaussianHmm({
 *   initialProbs: [0.5, 0.5],
 *   transitionMatrix: [[0.95, 0.05], [0.1, 0.9]],
 *   means: [[-2], [1]],
 *   covariances: [[1], [0.5]],
 * });
 * const { observations } = sample(truth, 500, { seed: 1 });
 * explainFit(fitGaussianHmm(observations, { nStates: 2, seed: 42 })).includes('What won'); // true
 * ```
 */
export function explainFit(fit: GaussianHmmFit): string {
  checkFit(fit);
  const { model, rows } = fit;
  const { nStates, nFeatures, covarianceType } = model;
  const head = `Gaussian HMM: ${nStates} state(s), ${nFeatures} feature(s), ${covarianceType} covariances, ${countFreeParameters(model)} free parameters, ${rows} rows`;
  const sections: readonly (readonly [string, readonly string[]])[] = [
    ['What was tried', describeSearch(fit)],
    ['What won', describeWinner(fit)],
    ['The states', describeStates(fit)],
    ['What was repaired', describeRepairs(fit)],
    ['What looks suspicious', describeFindings(fit)],
  ];
  return [head, ...sections.flatMap(([title, lines]) => ['', title, ...lines.map((line) => `  ${line}`)]), ''].join(
    '\n',
  );
}

function describeSearch({ settings, restarts }: GaussianHmmFit): string[] {
  const { search, seed, maxIterations, tolerance, varianceFloor, priors, shrinkage, acceleration, constraints } =
    settings;
  const kinds = countBy(restarts, ({ start }) => start);
  const starts = [...kinds].map(([kind, count]) => `${count} ${kind}`).join(', ');
  const how =
    search === null
      ? 'each run to its end'
      : `${search.shortIterations} iterations each, the best ${search.keep} of the seeded ones to the end`;
  const isFlat = !isDirichletNiw(priors) && JSON.stringify(priors) === JSON.stringify(maximumLikelihoodPriors());
  const prior = isFlat
    ? 'no prior'
    : isDirichletNiw(priors)
      ? 'Dirichlet and normal-inverse-Wishart priors'
      : 'priors in the style of hmmlearn';
  const shrunk = shrinkage === null ? 'no shrinkage' : `shrinkage worth ${shrinkage.weight} observations`;
  const tied = [
    ...constraints.fixed.map((name) => `${name} fixed`),
    ...(constraints.stationaryStart ? ['stationary start'] : []),
  ];
  return [
    `${restarts.length} start(s) from seed ${seed}: ${starts}; ${how}.`,
    `At most ${maxIterations} iterations, tolerance ${tolerance} per row, acceleration: ${acceleration}.`,
    `Objective: likelihood with ${prior}, ${shrunk}, variance floor ${varianceFloor} of each feature's variance.`,
    ...(tied.length > 0 ? [`Constraints: ${tied.join(', ')}.`] : []),
  ];
}

function describeWinner({
  bestRestart,
  restarts,
  iterations,
  stopReason,
  logLikelihood,
  penalisedObjective,
  optima,
}: GaussianHmmFit): string[] {
  const start = restarts.find(({ restart }) => restart === bestRestart)?.start;
  const runs = optima.reduce((sum, { reached }) => sum + reached, 0);
  const table = optima.slice(0, SHOWN_OPTIMA).map(({ penalisedObjective: value, reached }, i) => {
    const gap = i === 0 ? 'the best' : `${(optima[0]!.penalisedObjective - value).toFixed(2)} lower`;
    return `${value.toFixed(2).padStart(16)}  reached by ${reached} of ${runs}, ${gap}`;
  });
  const more = optima.length > SHOWN_OPTIMA ? [`  and ${optima.length - SHOWN_OPTIMA} more, lower still`] : [];
  const penalty = penalisedObjective - logLikelihood;
  return [
    `Restart ${bestRestart} (${start}), stopped by ${stopReason} after ${iterations} iterations.`,
    `Log-likelihood ${logLikelihood.toFixed(4)}, log prior ${penalty.toFixed(4)}, together ${penalisedObjective.toFixed(4)}.`,
    ...(table.length > 0 ? ['Optima found by the runs to the end:', ...table, ...more] : []),
  ];
}

function describeStates({ model }: GaussianHmmFit): string[] {
  const shares = stationaryDistribution(model.transitionMatrix);
  const stays = expectedDurations(model.transitionMatrix);
  return Array.from(shares, (share, k) => {
    const means = Array.from(model.means.row(k), (value) => value.toPrecision(3)).join(', ');
    const stay = Number.isFinite(stays[k]!) ? `${stays[k]!.toFixed(1)} rows` : 'for ever';
    return `State ${k}: ${(100 * share).toFixed(1)} % of the time in the long run, a stay lasts ${stay}; means ${means}`;
  });
}

function describeRepairs({ repairs }: GaussianHmmFit): string[] {
  const { varianceFloor, varianceFloorAtEnd, emptyStates, transitionRows, initialProbs } = repairs;
  const lines = [
    [varianceFloor, `variance(s) raised to the floor over all iterations, ${varianceFloorAtEnd} of them at the end.`],
    [emptyStates, 'time(s) a state without rows kept its emissions.'],
    [transitionRows, 'time(s) a row of the transition matrix without transitions stayed as it was.'],
    [initialProbs, 'time(s) the initial probabilities stayed because a prior left nothing of them.'],
  ] as const;
  const repaired = lines.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
  return repaired.length > 0 ? repaired : ['Nothing.'];
}

function describeFindings(fit: GaussianHmmFit): string[] {
  const findings = groupFindings(reviewFit(fit));
  if (findings.length === 0) return ['Nothing.'];
  return findings.map(({ severity, code, message }) => `${severity === 'warning' ? '!' : '-'} ${message} [${code}]`);
}

function countBy(restarts: readonly RestartReport[], key: (restart: RestartReport) => string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const restart of restarts) counts.set(key(restart), (counts.get(key(restart)) ?? 0) + 1);
  return counts;
}
