import type { OptionNames } from '@regimekit/numerics';
import { checkChoice, checkNumber } from '../check-options.ts';
import {
  bootstrapMeans,
  checkLosses,
  LOSS_BOOTSTRAP_OPTIONS,
  type LossBootstrapOptions,
  type LossMeans,
  type NamedLosses,
} from './loss-bootstrap.ts';

export interface ModelConfidenceSetOptions extends LossBootstrapOptions {
  /** Share of samples in which the set may lack the best model. @default 0.1 */
  readonly alpha?: number;
  /** `max`: each against the average; `range`: each against each. @default 'max' */
  readonly statistic?: 'max' | 'range';
}

const OPTIONS: OptionNames<ModelConfidenceSetOptions> = { ...LOSS_BOOTSTRAP_OPTIONS, alpha: true, statistic: true };

export interface ModelConfidenceSetResult {
  /** The models that cannot be told from the best, best first. */
  readonly included: readonly string[];
  /** By name, best last as they were eliminated: a model is in the set when its p-value is at least alpha. */
  readonly pValues: Readonly<Record<string, number>>;
  readonly meanLosses: Readonly<Record<string, number>>;
  readonly alpha: number;
  readonly statistic: 'max' | 'range';
  readonly n: number;
  readonly blockLength: number;
  readonly replications: number;
}

/**
 * Model confidence set: the models that hold the best one with probability 1 - alpha. Starting from all, the worst is taken
 * out as long as equal losses of the rest are rejected. With little data the set is large, which says so honestly.
 *
 * `max`: t_i = (mean loss of i - average over the set) / its bootstrap error, the largest of them against its bootstrap law.
 * `range`: the same with the differences of all pairs. A model's p-value is the largest up to its elimination.
 *
 * Source: Hansen, Lunde and Nason (2011), The model confidence set, Econometrica 79, section 3.
 *
 * @param losses - at least two models by name, a day each, at least 20; the lower the better
 * @throws InvalidSeriesError, InvalidOptionError, LengthMismatchError
 *
 * @example
 * ```ts
 * import { modelConfidenceSet } from '@regimekit/evaluation';
 *
 * const good = Array.from({ length: 80 }, (_, t) => 1 + Math.sin(t * t));
 * const alike = good.map((loss, t) => loss + 0.2 * Math.cos(t * t * 3));
 * const worse = good.map((loss, t) => loss + 0.5 + 0.1 * Math.cos(t * t * 7));
 * modelConfidenceSet({ good, alike, worse }, { seed: 1 }).included; // good and alike
 * ```
 */
export function modelConfidenceSet(losses: NamedLosses, options: ModelConfidenceSetOptions): ModelConfidenceSetResult {
  const { names, series } = checkLosses(losses, 2);
  const drawn = bootstrapMeans(series, options, OPTIONS, 'modelConfidenceSet');
  const { alpha = 0.1, statistic = 'max' } = options;
  checkNumber('alpha', alpha, { above: 0, below: 1 });
  checkChoice('statistic', statistic, ['max', 'range']);
  const { n, means, blockLength, replications } = drawn;
  let left = names.map((_, k) => k);
  let pValue = 0;
  const pValues: Record<string, number> = {};
  while (left.length > 1) {
    const { p, worst } = (statistic === 'max' ? maxStep : rangeStep)(left, drawn, names.length);
    pValue = Math.max(pValue, p);
    pValues[names[worst]!] = pValue;
    left = left.filter((k) => k !== worst);
  }
  pValues[names[left[0]!]!] = 1;
  const included = names.filter((name) => pValues[name]! >= alpha);
  const lossOf = (name: string) => means[names.indexOf(name)]!;
  return {
    included: included.toSorted((a, b) => lossOf(a) - lossOf(b)),
    pValues,
    meanLosses: Object.fromEntries(names.map((name) => [name, lossOf(name)])),
    alpha,
    statistic,
    n,
    blockLength,
    replications,
  };
}

interface Step {
  /** Of the hypothesis that all of the set have the same expected loss. */
  readonly p: number;
  /** Index of the model to take out. */
  readonly worst: number;
}

function maxStep(left: readonly number[], drawn: LossMeans, K: number): Step {
  const average = (values: ArrayLike<number>, at: number) =>
    left.reduce((sum, k) => sum + values[at + k]!, 0) / left.length;
  const overall = average(drawn.means, 0);
  const centre = Float64Array.from({ length: drawn.replications }, (_, b) => average(drawn.centredMeans, b * K));
  const errors = left.map((k) => errorOf(drawn, (b) => drawn.centredMeans[b * K + k]! - centre[b]!));
  const t = left.map((k, i) => studentise(drawn.means[k]! - overall, errors[i]!));
  const largest = Math.max(...t);
  let beyond = 0;
  for (let b = 0; b < drawn.replications; b++) {
    let top = Number.NEGATIVE_INFINITY;
    left.forEach((k, i) => {
      top = Math.max(top, studentise(drawn.centredMeans[b * K + k]! - centre[b]!, errors[i]!));
    });
    if (top >= largest) beyond++;
  }
  return { p: (1 + beyond) / (1 + drawn.replications), worst: left[t.indexOf(largest)]! };
}

function rangeStep(left: readonly number[], drawn: LossMeans, K: number): Step {
  const pairs = left.flatMap((i, at) => left.slice(at + 1).map((j) => [i, j] as const));
  const gap = (b: number, i: number, j: number) => drawn.centredMeans[b * K + i]! - drawn.centredMeans[b * K + j]!;
  const errors = pairs.map(([i, j]) => errorOf(drawn, (b) => gap(b, i, j)));
  const t = pairs.map(([i, j], at) => studentise(drawn.means[i]! - drawn.means[j]!, errors[at]!));
  const sizes = t.map((value) => Math.abs(value));
  const largest = Math.max(...sizes);
  let beyond = 0;
  for (let b = 0; b < drawn.replications; b++) {
    let top = 0;
    pairs.forEach(([i, j], at) => {
      top = Math.max(top, Math.abs(studentise(gap(b, i, j), errors[at]!)));
    });
    if (top >= largest) beyond++;
  }
  const at = sizes.indexOf(largest);
  // Of the pair furthest apart, the one with the larger loss.
  const [i, j] = pairs[at]!;
  return { p: (1 + beyond) / (1 + drawn.replications), worst: t[at]! > 0 ? i : j };
}

/** Root of the mean square of a centred number over the replications. */
function errorOf(drawn: LossMeans, value: (b: number) => number): number {
  let squares = 0;
  for (let b = 0; b < drawn.replications; b++) squares += value(b) ** 2;
  return Math.sqrt(squares / drawn.replications);
}

/** Two models that never differ have no error; then neither is worse. */
function studentise(value: number, error: number): number {
  return error > 1e-14 * Math.abs(value) && error > 0 ? value / error : 0;
}
