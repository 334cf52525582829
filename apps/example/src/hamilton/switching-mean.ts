// The model of Hamilton (1989) as an emission family of one's own, from the public interface of @regimekit/hmm-core alone.
//
//     y_t - mu(s_t) = sum_l phi_l (y_{t-l} - mu(s_{t-l})) + e_t,    e_t ~ N(0, sigma^2)
//
// The density of y_t depends on the regimes of the last p quarters, not on the present one alone. A hidden Markov model
// needs states that know all of that, so a state is the whole recent past, (s_t, s_{t-1}, ..., s_{t-p}): with two regimes
// and p = 4 there are 2^5 = 32 of them.
import { createHmm, type EmissionFamily, type HiddenMarkovModel } from '@regimekit/hmm-core';

/** A Markov-switching mean inside an autoregression, in terms of its two regimes. */
export interface SwitchingMean {
  /** P(stay) of each regime. */
  readonly stay: readonly [number, number];
  /** mu of each regime. */
  readonly means: readonly [number, number];
  /** phi_1..phi_p of each regime; the same list twice where they do not switch. */
  readonly lags: readonly [readonly number[], readonly number[]];
  readonly variance: number;
}

/** The regime `back` quarters before the present one; bit `back` of the number of the state. */
function regimeAt(state: number, back: number): number {
  return Math.floor(state / 2 ** back) % 2;
}

/** The family: about thirty lines, and nothing of the library knows of it. */
export function switchingMeanFamily(order: number): EmissionFamily {
  return {
    name: 'switching-mean',
    options: { order },
    nFeatures: 1,
    // The first p rows are what the others are conditioned on; an online filter keeps as many.
    memory: order,
    layout: () => ({
      means: { shape: [2], domain: 'real', shared: true },
      lags: { shape: [2, order], domain: 'real', shared: true },
      variance: { shape: [], domain: 'positive', shared: true },
    }),
    logDensitiesInto(out, { rows, positions, nSteps }, { means, lags, variance }, nStates) {
      const sigma2 = variance![0]!;
      for (let t = 0; t < nSteps; t++) {
        if (Math.min(positions[t]!, t) < order) {
          out.fill(0, t * nStates, (t + 1) * nStates);
          continue;
        }
        for (let state = 0; state < nStates; state++) {
          let error = rows[t]! - means![regimeAt(state, 0)]!;
          for (let l = 1; l <= order; l++) {
            const coefficient = lags![regimeAt(state, 0) * order + l - 1]!;
            error -= coefficient * (rows[t - l]! - means![regimeAt(state, l)]!);
          }
          out[t * nStates + state] = -0.5 * (Math.log(2 * Math.PI * sigma2) + error ** 2 / sigma2);
        }
      }
    },
    sampleInto(row, state, { means, lags, variance }, random, { t, rows }) {
      row[0] = means![regimeAt(state, 0)]! + Math.sqrt(variance![0]!) * random.normal();
      for (let l = 1; l <= Math.min(order, t); l++) {
        const coefficient = lags![regimeAt(state, 0) * order + l - 1]!;
        row[0] += coefficient * (rows[t - l]! - means![regimeAt(state, l)]!);
      }
    },
  };
}

/** The model over all recent pasts: from one past only those can follow that agree with it. */
export function switchingMeanModel({ stay, means, lags, variance }: SwitchingMean): HiddenMarkovModel {
  const order = lags[0].length;
  const nStates = 2 ** (order + 1);
  const states = Array.from({ length: nStates }, (_, state) => state);
  const transitionMatrix = states.map((from) =>
    states.map((to) => {
      const agrees = states.length === 2 || Math.floor(to / 2) === from % (nStates / 2);
      const [now, next] = [regimeAt(from, 0), regimeAt(to, 0)];
      return agrees ? (now === next ? stay[now]! : 1 - stay[now]!) : 0;
    }),
  );
  return createHmm({
    initialProbs: states.map(() => 1 / nStates),
    transitionMatrix,
    emissions: { family: switchingMeanFamily(order), parameters: { means, lags, variance } },
  });
}

/** Probabilities of the second regime now, from those of the states: T numbers from T x K. */
export function secondRegime(probs: {
  readonly rows: number;
  readonly columns: number;
  get(i: number, j: number): number;
}) {
  return Array.from({ length: probs.rows }, (_, t) => {
    let sum = 0;
    for (let state = 0; state < probs.columns; state++) sum += regimeAt(state, 0) * probs.get(t, state);
    return sum;
  });
}
