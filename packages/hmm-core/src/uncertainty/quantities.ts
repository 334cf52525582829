import type { ParameterBlock } from '../emissions/emission-family.ts';
import { storedShape } from '../emissions/parameter-layout.ts';
import { expectedDurations } from '../markov-chain/expected-durations.ts';
import { emissionsOf } from '../model/emissions-of.ts';
import type { HiddenMarkovModel } from '../model/hmm.ts';

/**
 * On which scale an interval is symmetric, so that it never leaves the parameter's domain:
 *
 * - `identity`: a real number, or one between bounds
 * - `log`: a positive number
 * - `logit`: a probability
 * - `stay`: an expected duration, by the logit of the probability to stay, log(duration - 1)
 */
export type IntervalScale = 'identity' | 'log' | 'logit' | 'stay';

/** One number that a model says, by name. */
export interface Quantity {
  /** For instance `means[0,1]`, `transitionMatrix[0,1]`, `expectedDurations[1]`. */
  readonly name: string;
  readonly group: string;
  readonly index: readonly number[];
  readonly scale: IntervalScale;
  readonly value: number;
  /** Whether it lies exactly on a border of its domain, or is fixed: nothing is estimated there. */
  readonly atBound: boolean;
}

/** What people ask about: the chain, its durations, and every emission parameter that is estimated. */
export function quantitiesOf(model: HiddenMarkovModel): Quantity[] {
  const { nStates: K, nFeatures, transitionMatrix } = model;
  const { family, parameters } = emissionsOf(model);
  const blocks = Object.entries(family.layout(nFeatures)).filter(([, block]) => !block.fixed);
  const emissions = blocks.flatMap(([name, block]) => blockQuantities(name, block, parameters[name]!, K));
  if (K === 1) return emissions;
  const probability = { shape: [K], domain: 'probability' } as const;
  const durations = Array.from(expectedDurations(transitionMatrix), (value, k): Quantity => {
    const atBound = !(value > 1 && value < Infinity);
    return {
      name: `expectedDurations[${k}]`,
      group: 'expectedDurations',
      index: [k],
      scale: 'stay',
      value,
      atBound,
    };
  });
  return [...emissions, ...blockQuantities('transitionMatrix', probability, transitionMatrix.data, K), ...durations];
}

function blockQuantities(group: string, block: ParameterBlock, values: Float64Array, K: number): Quantity[] {
  const extents = storedShape(block, K);
  return Array.from(values, (value, at): Quantity => {
    const index: number[] = [];
    for (let axis = extents.length - 1, rest = at; axis >= 0; axis--) {
      index.unshift(rest % extents[axis]!);
      rest = Math.floor(rest / extents[axis]!);
    }
    const { domain } = block;
    const name = index.length === 0 ? group : `${group}[${index.join(',')}]`;
    return { name, group, index, scale: scaleOf(domain, index), value, atBound: isAtBound(domain, value) };
  });
}

function scaleOf(domain: ParameterBlock['domain'], index: readonly number[]): IntervalScale {
  if (domain === 'positive') return 'log';
  if (domain === 'probability' || domain === 'simplex') return 'logit';
  // A variance on the diagonal is positive, a covariance beside it any number.
  if (domain === 'covariance') return index.at(-1) === index.at(-2) ? 'log' : 'identity';
  return 'identity';
}

function isAtBound(domain: ParameterBlock['domain'], value: number): boolean {
  if (domain === 'probability' || domain === 'simplex') return value <= 0 || value >= 1;
  return typeof domain === 'object' && (value <= domain.min || value >= domain.max);
}

interface Scale {
  readonly to: (value: number) => number;
  readonly from: (x: number) => number;
  readonly slope: (value: number) => number;
}

/** The scale as functions: there, back, and the slope of there. */
export const scales: Readonly<Record<IntervalScale, Scale>> = {
  identity: { to: (value) => value, from: (x) => x, slope: () => 1 },
  log: { to: Math.log, from: Math.exp, slope: (value) => 1 / value },
  logit: {
    to: (p) => Math.log(p) - Math.log1p(-p),
    from: (x) => 1 / (1 + Math.exp(-x)),
    slope: (p) => 1 / (p * (1 - p)),
  },
  stay: { to: (d) => Math.log(d - 1), from: (x) => 1 + Math.exp(x), slope: (d) => 1 / (d - 1) },
};
