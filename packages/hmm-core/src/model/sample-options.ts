import { createRandomStream, type MatrixInput, type RandomStream } from '@regimekit/numerics';
import { InvalidOptionError } from '../errors.ts';

/** Where the randomness comes from: a seed, or a stream that the draw advances. */
export type SampleOptions = ({ readonly seed: number } | { readonly random: RandomStream }) & {
  /** What a regression explains by: T x C. @default none; needed where the family takes some */
  readonly covariates?: MatrixInput | undefined;
};

export const sampleOptionNames = { seed: true, random: true } as const;

/** @throws InvalidOptionError when there is neither */
export function chooseRandom(options: SampleOptions): RandomStream {
  const { seed, random } = options as { readonly seed?: number; readonly random?: RandomStream };
  if (random === undefined) {
    if (Number.isSafeInteger(seed)) return createRandomStream(seed!);
    throw new InvalidOptionError('seed', 'a whole number', seed, 'Or give random, a stream of createRandomStream.');
  }
  if (typeof random?.categorical === 'function' && typeof random.normal === 'function') return random;
  throw new InvalidOptionError('random', 'a random stream', random, 'Give what createRandomStream returns, or a seed.');
}
