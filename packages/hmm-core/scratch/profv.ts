const prof: Record<string, number> = {};
const Real = WebAssembly.Instance;
(WebAssembly as any).Instance = class { exports: any; constructor(m: any) { const e: any = new Real(m).exports; this.exports = { ...e }; for (const k in e) if (typeof e[k] === 'function') this.exports[k] = (...a: any[]) => { const s = performance.now(); const r = e[k](...a); prof[k] = (prof[k] ?? 0) + performance.now() - s; return r; }; } };
const { viterbi } = await import('@regimekit/hmm-core');
const { W1, W3, observationsOf, startOf } = await import('../bench/workloads.ts');
const x = observationsOf(W3), start = startOf(W3);
const best: Record<string, number> = {};
for (let i = 0; i < 14; i++) { for (const n in prof) prof[n] = 0; const s = performance.now(); viterbi(start, x); prof.total = performance.now() - s; if (i > 2) for (const n in prof) best[n] = Math.min(best[n] ?? Infinity, prof[n]); }
console.log(Object.entries(best).map(([n, t]) => `${n} ${t.toFixed(2)}`).join('; '));
const { readObservations } = await import('../src/observations.ts');
let b = 1e9; for (let i = 0; i < 10; i++) { const s = performance.now(); readObservations(x); b = Math.min(b, performance.now() - s); } console.log('read', b);
