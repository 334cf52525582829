import { createRandomStream } from '@regimekit/numerics';

/** Seeded rows that stay around one of `nStates` levels for some twenty days at a time. */
export function persistentRows(nSteps: number, { seed = 1, nStates = 2, nFeatures = 2, stay = 0.95 } = {}): number[][] {
  const random = createRandomStream(seed);
  let state = 0;
  return Array.from({ length: nSteps }, () => {
    if (random.uniform() > stay) state = random.integer(nStates);
    return Array.from({ length: nFeatures }, (_, d) => random.normal() + 2 * state * (d % 2 === 0 ? 1 : -1));
  });
}
