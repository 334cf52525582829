const K = +process.argv[2]!, generic = process.argv[3] === 'generic';
if (generic) { const Real = WebAssembly.Instance;
(WebAssembly as any).Instance = class { exports: any; constructor(m: any) { this.exports = { ...(new Real(m).exports as any) }; for (const n of ['bothWays', 'viterbi']) delete this.exports[n + K]; } }; }
const { baumWelch, viterbi } = await import('@regimekit/hmm-core');
const { observationsOf, startOf } = await import('../bench/workloads.ts');
const w = { nSteps: 100_000, nFeatures: 4, nStates: K, covarianceType: 'diag' } as const;
const x = observationsOf(w), start = startOf(w);
let b = 1e9, v = 1e9;
for (let i = 0; i < 8; i++) { let s = performance.now(); baumWelch(start, x, { maxIterations: 3, tolerance: -Infinity }); b = Math.min(b, performance.now() - s); s = performance.now(); viterbi(start, x); v = Math.min(v, performance.now() - s); }
console.log(b.toFixed(1), v.toFixed(2));
