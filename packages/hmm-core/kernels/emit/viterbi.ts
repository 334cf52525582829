import { lines, treeOf, upTo } from './text.ts';

/** A score and the state it comes from, as names of variables. */
interface Contender {
  readonly value: string;
  readonly index: string;
  readonly isLeaf: boolean;
}

/**
 * n steps of score_t(j) = max_i (score_{t-1}(i) + log A_ij) + log b_t(j) for K states, the scores in registers. The best i
 * of each j, the higher among equals, goes into four bits: states 0, 2, 4, 6 into the lower 16, states 1, 3, 5, 7 into the
 * upper 16 of a 32-bit code per step. The maximum is a tournament, and the index follows the same tree.
 */
export function viterbi(K: number): string {
  const vectors = Math.ceil(K / 2);
  const rowBytes = 16 * vectors;
  const spread = (i: number) => `const u${i} = ${i % 2 === 0 ? 'first' : 'second'}(s${i >> 1});`;
  const column = (v: number) => {
    const code: string[] = [];
    let count = 0;
    const leaf = (i: number): Contender => {
      code.push(`const c${v}_${i} = add(u${i}, v128.load(logA, ${i * rowBytes + 16 * v}));`);
      return { value: `c${v}_${i}`, index: `v128.load(STATES, ${16 * i})`, isLeaf: true };
    };
    const contest = (a: Contender, b: Contender): Contender => {
      const name = `${v}_w${count++}`;
      code.push(`const m${name} = f64x2.ge(${b.value}, ${a.value});`);
      code.push(`const b${name} = larger(${a.value}, ${b.value});`);
      // A true comparison is -1, so between neighbours a subtraction chooses; a selection costs three instructions.
      const choice =
        a.isLeaf && b.isLeaf ? `i64x2.sub(${a.index}, m${name})` : `v128.bitselect(${b.index}, ${a.index}, m${name})`;
      code.push(`const i${name} = ${choice};`);
      return { value: `b${name}`, index: `i${name}`, isLeaf: false };
    };
    let round = upTo(K).map(leaf);
    while (round.length > 1) {
      round = upTo(Math.ceil(round.length / 2)).map((p) =>
        2 * p + 1 < round.length ? contest(round[2 * p]!, round[2 * p + 1]!) : round[2 * p]!,
      );
    }
    code.push(`s${v} = add(${round[0]!.value}, v128.load(logB, ${16 * v}));`);
    code.push(`const from${v} = ${round[0]!.index};`);
    return code.join('\n');
  };
  const code = treeOf(
    upTo(vectors).map((v) => (v === 0 ? 'from0' : `i64x2.shl(from${v}, ${4 * v})`)),
    (a, b) => `v128.or(${a}, ${b})`,
  );
  return `
export function viterbi${K}(n: usize, K: usize, logA: usize, score: usize, logB: usize, codes: usize): void {
  ${lines(vectors, (v) => `let s${v} = v128.load(score, ${16 * v});`)}
  for (let i: usize = 0; i < n; i++) {
    ${lines(K, spread)}
    ${lines(vectors, column)}
    const code = ${code};
    v128.store_lane<u16>(codes, code, 0, 0);
    v128.store_lane<u16>(codes, code, 4, 2);
    logB += ${rowBytes};
    codes += 4;
  }
  ${lines(vectors, (v) => `v128.store(score, s${v}, ${16 * v});`)}
}`;
}
