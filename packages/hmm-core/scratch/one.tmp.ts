import { baumWelch, hmmlearnPriors, viterbi } from '@regimekit/hmm-core';
import { W1, W2, W3, observationsOf, startOf } from '../bench/workloads.ts';
const W = { W1: [W1, 100, 15], W2: [W2, 10, 7], W3: [W3, 5, 5], W5: [W3, 0, 7] } as const;
const kernel = process.argv[3] as 'wasm';
const [w, maxIterations, runs] = W[process.argv[2] as 'W1'];
const x = observationsOf(w), start = startOf(w), times: number[] = [];
let r: any;
for (let i = 0; i < runs + 2; i++) { const a = performance.now(); r = maxIterations ? baumWelch(start, x, { maxIterations, tolerance: -Infinity, priors: hmmlearnPriors(), kernel }) : viterbi(start, x, {kernel}); times.push(performance.now() - a); }
times.splice(0, 2); times.sort((a, b) => a - b);
console.log(process.argv[2], r.kernel, 'min', times[0].toFixed(2), 'median', times[runs >> 1].toFixed(2), r.history?.at(-1) ?? r.logJointProb);
