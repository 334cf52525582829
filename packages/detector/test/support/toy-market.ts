import { createRandomStream, MatrixView } from '@regimekit/numerics';

/** One true regime of the toy: what each feature looks like and how long it lasts. */
export interface ToyRegime {
  readonly means: readonly number[];
  readonly standardDeviations: readonly number[];
  /** Probability that it lasts another day; the rest is shared by the others. */
  readonly stay: number;
}

export interface ToyMarket {
  readonly rows: MatrixView;
  /** The regime of each row: an index into the regimes given. */
  readonly truth: number[];
  readonly dates: string[];
}

/** A market of three regimes in the units of real ones: VIX, realized volatility, 20-day return. */
export const threeRegimes: readonly ToyRegime[] = [
  { means: [13, 0.09, 0.015], standardDeviations: [1.8, 0.02, 0.02], stay: 0.98 },
  { means: [20, 0.16, 0.0], standardDeviations: [2.5, 0.03, 0.035], stay: 0.96 },
  { means: [35, 0.33, -0.06], standardDeviations: [8, 0.09, 0.06], stay: 0.95 },
];

export const threeRegimeNames = ['vix_level', 'realized_vol_20d', 'return_20d'] as const;

/** Seeded draws of a Markov chain of Gaussian regimes; the features are independent inside a regime. */
export function createToyMarket(nDays: number, seed: number, regimes: readonly ToyRegime[] = threeRegimes): ToyMarket {
  const random = createRandomStream(seed);
  const nFeatures = regimes[0]!.means.length;
  const rows = MatrixView.zeros(nDays, nFeatures);
  const truth: number[] = [];
  for (let t = 0; t < nDays; t++) {
    const before = truth[t - 1] ?? 0;
    const moves = regimes.length > 1 && random.uniform() >= regimes[before]!.stay;
    const step = moves ? 1 + random.integer(regimes.length - 1) : 0;
    const now = (before + step) % regimes.length;
    const { means, standardDeviations } = regimes[now]!;
    for (let j = 0; j < nFeatures; j++) {
      rows.data[t * nFeatures + j] = means[j]! + standardDeviations[j]! * random.normal();
    }
    truth.push(now);
  }
  return { rows, truth, dates: consecutiveDays(nDays) };
}

/** Regimes with `nFeatures` features, each a step more stressed than the last. */
export function gradedRegimes(nStates: number, nFeatures: number): ToyRegime[] {
  return Array.from({ length: nStates }, (_, k) => ({
    means: Array.from({ length: nFeatures }, (_, j) => (j + 1) * 4 * k),
    standardDeviations: Array.from({ length: nFeatures }, (_, j) => (j + 1) * (1 + 0.3 * k)),
    stay: 0.95,
  }));
}

export function consecutiveDays(count: number, start = '2000-01-03'): string[] {
  const first = Date.parse(start);
  return Array.from({ length: count }, (_, i) => new Date(first + i * 86_400_000).toISOString().slice(0, 10));
}
