import type { RandomStream } from '@regimekit/numerics';
import type { Chain } from '../inference/chain.ts';
import type { Parameters } from '../training/parameters.ts';
import { estimateStart, type StartRequest } from './start-emissions.ts';

// A chain that stays between half of the time and nearly always: what regimes do.
const LEAST_STAY = 0.5;
const STAY_RANGE = 0.49;

/**
 * A start from a draw: means are distinct rows of the data, every covariance is that of all rows, each state stays with a
 * probability drawn from 0.5 to 0.99 and leaves to the others by a flat Dirichlet draw. Initial probabilities are equal.
 */
export function randomStart(request: StartRequest, random: RandomStream): Parameters {
  const { nStates, observed } = request;
  const { data, nSteps, nFeatures } = observed;
  const start = estimateStart(new Float64Array(nSteps * nStates).fill(1 / nStates), request);
  for (const [k, t] of drawDistinct(nStates, nSteps, random).entries()) {
    start.means.set(data.subarray(t * nFeatures, (t + 1) * nFeatures), k * nFeatures);
  }
  start.initialProbs.fill(1 / nStates);
  drawChain(start, random);
  return start;
}

/** Each state stays with a probability drawn from 0.5 to 0.99 and leaves to the others by a flat Dirichlet draw. */
export function drawChain({ nStates, transitionMatrix }: Chain, random: RandomStream): void {
  for (let i = 0; i < nStates; i++) {
    const stay = nStates === 1 ? 1 : LEAST_STAY + STAY_RANGE * random.uniform();
    const others = nStates === 1 ? [] : random.dirichlet(new Float64Array(nStates - 1).fill(1));
    for (let j = 0; j < nStates; j++) {
      transitionMatrix[i * nStates + j] = i === j ? stay : (1 - stay) * others[j < i ? j : j - 1]!;
    }
  }
}

/** `count` different numbers from 0 to n - 1, in the order drawn. */
function drawDistinct(count: number, n: number, random: RandomStream): number[] {
  const drawn = new Set<number>();
  while (drawn.size < count) drawn.add(random.integer(n));
  return [...drawn];
}
