import { createRandomStream, type RandomStream } from '@regimekit/numerics';

/** Share of `runs` in which the call says yes. */
export function shareOf(runs: number, call: (random: RandomStream) => boolean): number {
  const random = createRandomStream(21);
  let count = 0;
  for (let run = 0; run < runs; run++) if (call(random)) count++;
  return count / runs;
}
