// A three-state toy and an EM that knows its unit variances: enough to see what refits do to labels.
import { MatrixView, type RandomStream } from '@regimekit/numerics';

const K = 3;
const MEANS = [
  [0, 0],
  [1.2, 0.8],
  [2.6, 1.8],
];
const STAY = [0.985, 0.96, 0.96];

export interface ToyModel {
  readonly means: number[][];
  readonly transitions: number[][];
}

export const toyTruth: ToyModel = {
  means: MEANS,
  transitions: STAY.map((stay, i) => STAY.map((_, j) => (i === j ? stay : (1 - stay) / 2))),
};

/** States and observations of the toy (experiment G1). */
export function sampleToy(nSteps: number, random: RandomStream): { states: Int32Array; x: number[][] } {
  const states = new Int32Array(nSteps);
  const x = Array.from({ length: nSteps }, (_, t) => {
    states[t] = t === 0 ? 0 : random.categorical(toyTruth.transitions[states[t - 1]!]!);
    return MEANS[states[t]]!.map((mean) => mean + random.normal());
  });
  return { states, x };
}

/** Filtered probabilities, started evenly. */
export function filterToy(model: ToyModel, x: readonly number[][]): MatrixView {
  const probs = MatrixView.zeros(x.length, K);
  let predicted = [1 / 3, 1 / 3, 1 / 3];
  x.forEach((row, t) => {
    const weights = predicted.map((p, k) => p * density(model, k, row));
    const sum = weights.reduce((a, b) => a + b, 0);
    for (let k = 0; k < K; k++) probs.data[t * K + k] = weights[k]! / sum;
    predicted = predicted.map((_, j) => weights.reduce((a, w, i) => a + (w / sum) * model.transitions[i]![j]!, 0));
  });
  return probs;
}

/** EM from means drawn among the rows: where it ends, and in which order its states are, is left to the draw. */
export function fitToy(x: readonly number[][], random: RandomStream, iterations = 40): ToyModel {
  const even = toyTruth.transitions.map((_, i) => [0, 1, 2].map((j) => (i === j ? 0.9 : 0.05)));
  let model: ToyModel = { means: even.map(() => x[random.integer(x.length)]!), transitions: even };
  for (let step = 0; step < iterations; step++) model = emStep(model, x);
  return model;
}

function emStep(model: ToyModel, x: readonly number[][]): ToyModel {
  const filtered = filterToy(model, x);
  const weight = [0, 0, 0];
  const sums = weight.map(() => [0, 0]);
  const moves = weight.map(() => [1, 1, 1]);
  let later = [1, 1, 1];
  for (let t = x.length - 1; t >= 0; t--) {
    const row = filtered.row(t);
    const smoothed = later.map((b, k) => b * row[k]!);
    const total = smoothed.reduce((a, b) => a + b, 0);
    smoothed.forEach((s, k) => {
      weight[k]! += s / total;
      x[t]!.forEach((value, d) => (sums[k]![d]! += (s / total) * value));
    });
    if (t === 0) break;
    const before = filtered.row(t - 1);
    const ahead = later.map((b, k) => b * density(model, k, x[t]!));
    const joint = model.transitions.map((to, i) => to.map((p, j) => before[i]! * p * ahead[j]!));
    const all = joint.flat().reduce((a, b) => a + b, 0);
    joint.forEach((to, i) => to.forEach((p, j) => (moves[i]![j]! += p / all)));
    const back = model.transitions.map((to) => to.reduce((a, p, j) => a + p * ahead[j]!, 0));
    const scale = Math.max(...back);
    later = back.map((b) => b / scale);
  }
  return {
    means: sums.map((sum, k) => sum.map((value) => value / weight[k]!)),
    transitions: moves.map((to) => to.map((count) => count / to.reduce((a, b) => a + b, 0))),
  };
}

function density({ means }: ToyModel, k: number, row: readonly number[]): number {
  return Math.exp(-0.5 * row.reduce((sum, value, d) => sum + (value - means[k]![d]!) ** 2, 0));
}
