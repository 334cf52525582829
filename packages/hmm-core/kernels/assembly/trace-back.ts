// Paths from the codes that the Viterbi kernels leave behind.

/** From the last state back over n codes (four bits a state, see emit/viterbi.ts) into the n states before it. */
export function traceBack(n: usize, K: usize, last: usize, codes: usize, path: usize): void {
  let state = last;
  let code = codes + (n << 2);
  let to = path + (n << 2);
  while (to !== path) {
    code -= 4;
    to -= 4;
    state = ((load<u32>(code) as usize) >> (((state & 1) << 4) + ((state >> 1) << 2))) & 15;
    store<u32>(to, state as u32);
  }
}

/** The same for codes of one byte a state. */
export function traceBackBytes(n: usize, K: usize, last: usize, codes: usize, path: usize): void {
  const step = (K + 1) & ~1;
  let state = last;
  let code = codes + n * step;
  let to = path + (n << 2);
  while (to !== path) {
    code -= step;
    to -= 4;
    state = load<u8>(code + state) as usize;
    store<u32>(to, state as u32);
  }
}
