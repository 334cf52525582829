import { describe, expect, it } from 'vitest';
import { randomModel, randomRows } from '../../test/support/models.ts';
import { baumWelch, fitGaussianHmm, fitGaussianHmmAsync, InvalidOptionError } from '../index.ts';
import { chooseKernel } from './create-kernel.ts';

describe('chooseKernel', () => {
  it("'auto' takes WebAssembly for long sequences and TypeScript for short ones", () => {
    expect(chooseKernel({ nSteps: 252, lengths: [252] })).toBe('wasm-simd');
    expect(chooseKernel({ nSteps: 12, lengths: [12] })).toBe('typescript');
    expect(chooseKernel({ nSteps: 500, lengths: Array.from({ length: 100 }, () => 5) })).toBe('typescript');
  });

  it('takes what it is told', () => {
    expect(chooseKernel({ nSteps: 5, lengths: [5] }, 'wasm')).toBe('wasm-simd');
    expect(chooseKernel({ nSteps: 5000, lengths: [5000] }, 'typescript')).toBe('typescript');
  });

  it('refuses what it does not know', () => {
    expect(() => chooseKernel({ nSteps: 5, lengths: [5] }, 'gpu' as 'auto')).toThrow(InvalidOptionError);
  });
});

describe('{ kernel }', () => {
  const rows = randomRows(200, 2, 50);
  const options = { nStates: 2, restarts: 3, seed: 1 };

  it('reaches baumWelch and both fits, and is reported', async () => {
    for (const [kernel, name] of [
      ['wasm', 'wasm-simd'],
      ['typescript', 'typescript'],
    ] as const) {
      expect(baumWelch(randomModel('diag', 2, 2, 51), rows, { kernel }).kernel).toBe(name);
      const fit = fitGaussianHmm(rows, { ...options, kernel });
      expect(fit).toMatchObject({ kernel: name, settings: { kernel: name } });
      expect(JSON.stringify(await fitGaussianHmmAsync(rows, { ...options, kernel }))).toBe(JSON.stringify(fit));
    }
  });
});
