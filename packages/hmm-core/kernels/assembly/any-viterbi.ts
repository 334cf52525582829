import { add, larger } from './vectors';

/** The recursion of emit/viterbi.ts for any number of states up to 256; the codes have a byte for each state. */
export function viterbi(n: usize, K: usize, logA: usize, score: usize, logB: usize, codes: usize): void {
  const rowBytes = ((K + 1) & ~1) << 3;
  const next = score + rowBytes; // one more row of scratch
  for (let i: usize = 0; i < n; i++) {
    for (let j: usize = 0; j < rowBytes; j += 16) {
      let a = logA + j;
      let best = add(v128.load64_splat(score), v128.load(a));
      let from = i64x2.splat(0);
      for (let k: usize = 1; k < K; k++) {
        a += rowBytes;
        const candidate = add(v128.load64_splat(score + (k << 3)), v128.load(a));
        from = v128.bitselect(i64x2.splat(k as i64), from, f64x2.ge(candidate, best));
        best = larger(best, candidate);
      }
      v128.store(next + j, add(best, v128.load(logB + j)));
      v128.store_lane<u8>(codes + (j >> 3), from, 0, 0);
      v128.store_lane<u8>(codes + (j >> 3), from, 8, 1);
    }
    memory.copy(score, next, rowBytes);
    logB += rowBytes;
    codes += rowBytes >> 3;
  }
}
