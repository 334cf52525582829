import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { createMarketSeries, FeatureCalculator, type FeatureMatrix, type MarketSeries } from '@regimekit/features';
import {
  alignStates,
  fitGaussianHmm,
  relabel,
  relabelledShare,
  rescale,
  type FitOptions,
  type GaussianHmm,
  type GaussianHmmFit,
} from '@regimekit/hmm-core';
// Single runs of a fit are no public matter.
import { createEStepKernel } from '../../hmm-core/src/kernels/create-kernel.ts';
import { planFit } from '../../hmm-core/src/training/fit-plan.ts';
import { runRestart } from '../../hmm-core/src/training/fit-restart.ts';
import { modelOf } from '../../hmm-core/src/training/parameters.ts';
import { fitStandardScaler, standardize, type StandardScaler } from '../src/data/standard-scaler.ts';

// The figures of docs/fitting.md: nine features of the real market, three states. Vendors' data may not be committed; the
// folder is ../shared/data/market beside the repository, or that of REGIMEKIT_SHARED.
//
//     node --conditions=@regimekit/source bench/fitting.bench.ts [seeds] [optima] [refits]

const shared = process.env.REGIMEKIT_SHARED;
const folder =
  shared === undefined
    ? new URL('../../../../shared/data/market/', import.meta.url)
    : new URL('data/market/', pathToFileURL(`${shared}/`));

function readSeries(file: string, column: string): MarketSeries {
  const [header, ...lines] = readFileSync(new URL(file, folder), 'utf8').trim().split('\n');
  const at = header!.split(',').indexOf(column);
  const rows = lines.map((line) => {
    const cells = line.split(',');
    return { date: cells[0]!, value: cells[at] === '' ? null : Number(cells[at]) };
  });
  return createMarketSeries(column, rows);
}

const market = new FeatureCalculator({ lookbackDays: 252 }).calculateFeatureHistory({
  vix: readSeries('vix.csv', 'vix'),
  price: readSeries('spx.csv', 'close'),
  treasury: { twoYear: readSeries('treasury.csv', 'treasury_2y'), tenYear: readSeries('treasury.csv', 'treasury_10y') },
  hySpread: readSeries('hy_spread.csv', 'hy_spread'),
});

const until = (year: number): FeatureMatrix => market.slice({ from: '1997-01-01', to: `${year}-12-31` });
const window = until(2014);

/** To the raw units of the features, in which models of different windows can be compared. */
const raw = (model: GaussianHmm, { means, scales }: StandardScaler) => rescale(model, { shifts: means, scales });
const standard = (model: GaussianHmm, { means, scales }: StandardScaler) =>
  rescale(model, { shifts: means.map((m, d) => -m / scales[d]!), scales: scales.map((s) => 1 / s) });

interface Fitted {
  readonly fit: GaussianHmmFit;
  /** In raw units. */
  readonly model: GaussianHmm;
  readonly scaler: StandardScaler;
  readonly seconds: number;
}

function fitWindow(features: FeatureMatrix, options: Partial<FitOptions>, previous?: GaussianHmm): Fitted {
  const scaler = fitStandardScaler(features, features.featureNames);
  const start = process.cpuUsage();
  const fit = fitGaussianHmm(standardize(scaler, features), {
    nStates: 3,
    seed: 42,
    lengths: features.lengths,
    ...options,
    ...(previous === undefined ? {} : { startFrom: standard(previous, scaler) }),
  });
  const { user, system } = process.cpuUsage(start);
  return { fit, model: raw(fit.model, scaler), scaler, seconds: (user + system) / 1e6 };
}

const variants: readonly (readonly [string, Partial<FitOptions>])[] = [
  ['diag', { covarianceType: 'diag' }],
  ['full', { covarianceType: 'full' }],
  ['full, shrinkage 250', { covarianceType: 'full', shrinkage: { weight: 250 } }],
];

const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const iterationsOf = ({ restarts }: GaussianHmmFit) => restarts.reduce((sum, { iterations }) => sum + iterations, 0);

function count(values: readonly string[]): string {
  const table = new Map<string, number>();
  for (const value of values) table.set(value, (table.get(value) ?? 0) + 1);
  return [...table].map(([value, n]) => `${value} x ${n}`).join(', ');
}

/** The same fit from twenty seeds. */
function seeds(): void {
  const searches: readonly (readonly [string, Partial<FitOptions>])[] = [
    ['search (default)', {}],
    ['search, squarem', { acceleration: 'squarem' }],
    ['20 restarts', { restarts: 20 }],
    ['20 restarts, squarem', { restarts: 20, acceleration: 'squarem' }],
  ];
  for (const [name, options] of variants) {
    for (const [how, more] of searches) {
      const fits = Array.from({ length: 20 }, (_, seed) => fitWindow(window, { ...options, ...more, seed }));
      const best = fits.map(({ fit }) => fit.penalisedObjective.toFixed(1)).toSorted((a, b) => Number(b) - Number(a));
      const cpu = mean(fits.map(({ seconds }) => seconds)).toFixed(2);
      const iterations = mean(fits.map(({ fit }) => iterationsOf(fit))).toFixed(0);
      console.log(`${name} | ${how} | ${cpu} s CPU | ${iterations} iterations | ${count(best)}`);
    }
  }
}

/** Two hundred runs to the end, each with its model in raw units. */
function fitRuns(options: Partial<FitOptions>) {
  const { fit, model } = fitWindow(window, { ...options, restarts: 200, seed: 1 });
  const models = new Map<number, GaussianHmm>();
  for (const { restarts } of fit.optima.slice(1, 4)) models.set(restarts[0]!, runAlone(options, restarts[0]!));
  return { fit, model, models };
}

/** The model of one run, which is the same whatever the others are. */
function runAlone(options: Partial<FitOptions>, index: number): GaussianHmm {
  const scaler = fitStandardScaler(window, window.featureNames);
  const observations = standardize(scaler, window);
  const plan = planFit(observations, { nStates: 3, lengths: window.lengths, ...options, restarts: 200, seed: 1 });
  const { covarianceType, nStates } = plan.settings;
  const shape = { covarianceType, nStates, nFeatures: window.columns };
  return raw(modelOf(runRestart(plan, index, createEStepKernel(plan.observed, shape)).parameters), scaler);
}

/** The table of optima, how well the labels of the best two agree, and where a warm start leads. */
function optima(): void {
  for (const [name, options] of variants) {
    const { fit, model, models } = fitRuns(options);
    const rows = fit.optima.slice(0, 6).map(({ penalisedObjective, reached }) => {
      return `${penalisedObjective.toFixed(2)} x ${reached}`;
    });
    console.log(`${name} | ${fit.optima.length} optima in 200 runs | ${rows.join(', ')}`);
    for (const place of [1, 2, 3]) {
      const optimum = fit.optima[place];
      if (optimum === undefined) continue;
      const other = models.get(optimum.restarts[0]!)!;
      const { all, last } = relabelledShare(model, relabel(other, alignStates(model, other).order), window);
      console.log(
        `  best and number ${place + 1}: ${percent(all)} of all days differ, ${percent(last)} of the last 252`,
      );
    }
    const early = until(2012);
    const before = fitWindow(early, options);
    for (const [how, more] of [
      ['warm start alone', { restarts: 0 }],
      ['warm start and search', {}],
      ['search alone', undefined],
    ] as const) {
      const refit = fitWindow(window, { ...options, ...more }, more === undefined ? undefined : before.model);
      const { order, margin } = alignStates(before.model, refit.model);
      const share = relabelledShare(before.model, relabel(refit.model, order), early);
      console.log(
        `  1997-2012 to 1997-2014, ${how}: ${refit.fit.penalisedObjective.toFixed(2)}; ` +
          `${percent(share.all)} of the common history relabelled, ${percent(share.last)} of its last 252 days; margin ${margin.toFixed(2)}`,
      );
    }
  }
}

/** Refits on a growing window, year after year. */
function refits(): void {
  const ways: readonly (readonly [string, Partial<FitOptions>, boolean, boolean])[] = [
    ['numbers of the fit', {}, false, false],
    ['aligned', {}, true, false],
    ['aligned, warm start and search', {}, true, true],
    ['aligned, warm start alone', { restarts: 0 }, true, true],
  ];
  for (const [name, options] of variants) {
    for (const [how, more, align, warm] of ways) {
      let before = fitWindow(until(2006), options).model;
      const shares: number[] = [];
      const all: number[] = [];
      for (let year = 2007; year <= 2018; year++) {
        const fitted = fitWindow(until(year), { ...options, ...more }, warm ? before : undefined);
        const model = align ? relabel(fitted.model, alignStates(before, fitted.model).order) : fitted.model;
        const share = relabelledShare(before, model, until(year - 1));
        shares.push(share.last);
        all.push(share.all);
        before = model;
      }
      const yearly = shares.map((share) => (100 * share).toFixed(0)).join(' ');
      const worst = Math.max(...shares);
      console.log(
        `${name} | ${how} | newest year ${percent(mean(shares))} (worst ${percent(worst)}) | all days ${percent(mean(all))} | ${yearly}`,
      );
    }
  }
}

const parts = { seeds, optima, refits };
const wanted = process.argv.slice(2);
for (const [name, run] of Object.entries(parts)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  console.log(`\n${name}`);
  run();
}
