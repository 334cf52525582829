import { InvalidOptionError } from '../errors.ts';
import type { ObservedSequences } from '../observations.ts';
import type { EStepKernel, KernelChoice, KernelName, KernelShape } from './kernel.ts';
import { createTypescriptEStep } from './typescript/e-step.ts';
import { WasmEStep } from './wasm/e-step.ts';
import { hasWasm } from './wasm/module.ts';

/** Rows of an average sequence below which a TypeScript E step takes no longer (bench/speed.bench.ts). */
const SHORTEST = 32;

/** What a choice comes to for this data in this thread. */
export function chooseKernel(
  { nSteps, lengths, missing }: Pick<ObservedSequences, 'nSteps' | 'lengths' | 'missing'>,
  choice: KernelChoice = 'auto',
): KernelName {
  if (choice === 'typescript') return 'typescript';
  if (missing !== undefined && (choice === 'auto' || choice === 'wasm')) return 'typescript';
  if (choice === 'auto') return nSteps >= SHORTEST * lengths.length && hasWasm() ? 'wasm-simd' : 'typescript';
  if (choice !== 'wasm') throw new InvalidOptionError('kernel', "'auto', 'wasm' or 'typescript'", choice);
  if (hasWasm()) return 'wasm-simd';
  throw new InvalidOptionError('kernel', "'auto' or 'typescript' where WebAssembly SIMD is missing", choice);
}

export function createEStepKernel(observed: ObservedSequences, shape: KernelShape, choice?: KernelChoice): EStepKernel {
  if (chooseKernel(observed, choice) === 'wasm-simd') {
    try {
      return new WasmEStep(observed, shape);
    } catch (error) {
      // Its memory ends at 4 GiB, or where the host says; arrays may still have room.
      if (!(error instanceof RangeError)) throw error;
    }
  }
  return createTypescriptEStep(observed, shape);
}
