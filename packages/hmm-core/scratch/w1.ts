import { baumWelch, hmmlearnPriors } from '@regimekit/hmm-core';
import { W1, observationsOf, startOf } from '../bench/workloads.ts';
const x = observationsOf(W1), start = startOf(W1), times: number[] = [];
for (let i = 0; i < 120; i++) { const a = performance.now(); baumWelch(start, x, { maxIterations: 100, tolerance: -Infinity, priors: hmmlearnPriors() }); times.push(performance.now() - a); }
console.log(times.slice(0, 8).map(t => t.toFixed(1)).join(' '), '| min after 2..17', Math.min(...times.slice(2, 17)).toFixed(2), 'min late', Math.min(...times.slice(40)).toFixed(2));
