import { afterEach, describe, expect, it, vi } from 'vitest';
import { wasmHost } from './host.ts';
import { MODULE_BASE64 } from './module-bytes.ts';

describe('the embedded module', () => {
  it('is what its sources compile to, to the byte', async () => {
    // By address, since the compiler's types redefine globals.
    const compiler: string = new URL('../../../kernels/compile.ts', import.meta.url).href;
    const { compileKernels } = (await import(compiler)) as { compileKernels: () => Promise<Uint8Array> };
    const bytes = await compileKernels();
    expect(Buffer.from(bytes).toString('base64')).toBe(MODULE_BASE64);
  });

  it('asks nothing of its host', () => {
    const { Instance, Module } = wasmHost();
    const module = new Module(Buffer.from(MODULE_BASE64, 'base64'));
    expect(Object.keys(new Instance(module).exports)).toContain('densities');
  });
});

describe('where WebAssembly is missing or barred', () => {
  afterEach(() => {
    vi.unstubAllGlobals();
    vi.resetModules();
  });

  const hosts: [string, unknown][] = [
    ['no WebAssembly at all', undefined],
    [
      'a policy that refuses compilation',
      {
        Module: function refuse() {
          throw new Error('Refused by the content security policy.');
        },
      },
    ],
  ];

  it.each(hosts)('%s: the same call runs in TypeScript', async (_, host) => {
    vi.stubGlobal('WebAssembly', host);
    vi.resetModules();
    const { baumWelch, createGaussianHmm, fitGaussianHmm } = await import('../../index.ts');
    const model = createGaussianHmm({
      initialProbs: [0.5, 0.5],
      transitionMatrix: [
        [0.8, 0.2],
        [0.2, 0.8],
      ],
      means: [[0], [2]],
      covariances: [[1], [1]],
    });
    const rows = Array.from({ length: 100 }, (_unused, t) => [Math.sin(t) + (t % 50 < 25 ? 2 : 0)]);
    expect(baumWelch(model, rows).kernel).toBe('typescript');
    expect(fitGaussianHmm(rows, { nStates: 2, restarts: 2 }).kernel).toBe('typescript');
    expect(() => baumWelch(model, rows, { kernel: 'wasm' })).toThrow(
      "kernel must be 'auto' or 'typescript' where WebAssembly SIMD is missing, received wasm.",
    );
  });

  it('no memory for the data: the same call runs in TypeScript', async () => {
    const { Instance, Module } = wasmHost();
    vi.stubGlobal('WebAssembly', {
      Module,
      Instance: function full(this: { exports: object }, module: object) {
        const { exports } = new Instance(module);
        const grow = () => {
          throw new RangeError('Maximum memory size exceeded.');
        };
        this.exports = { ...exports, memory: { buffer: new ArrayBuffer(0), grow } };
      },
    });
    vi.resetModules();
    const { baumWelch } = await import('../../index.ts');
    const { randomModel, randomRows } = await import('../../../test/support/models.ts');
    expect(baumWelch(randomModel('diag', 2, 1, 1), randomRows(100, 1, 2)).kernel).toBe('typescript');
  });
});
