import { lines, sumOf, upTo } from './text.ts';

// The recursions over time for one number of states K, written out: a row of K numbers (padded to even) is K / 2 vectors,
// which stay in registers. assembly/any-recursions.ts is the same for any K, with rows in memory.
//
//     alpha_t = (alpha_{t-1} A) b_t / 2^e          e: exponent of the sum of alpha_{t-1}
//     beta_{t-1} = A (b_t beta_t) / 2^e            e: exponent of the sum of beta_t
//
// Dividing by a power of two is exact and off the path that the next step waits for; the exponents add up to what the
// likelihood lacks.

/** Above this the transition matrix does not fit into registers beside the rest, and is loaded where it is used. */
const LARGEST_K_IN_REGISTERS = 3;

export function recursions(K: number): string {
  const vectors = Math.ceil(K / 2);
  const rowBytes = 16 * vectors;
  const inRegisters = K <= LARGEST_K_IN_REGISTERS;
  const loads = (name: string, at: string) => lines(vectors, (v) => `let ${name}${v} = v128.load(${at}, ${16 * v});`);
  const stores = (name: string, at: string) => lines(vectors, (v) => `v128.store(${at}, ${name}${v}, ${16 * v});`);
  const rowSum = (name: string) => `sumOfLanes(${sumOf(upTo(vectors).map((v) => `${name}${v}`))})`;
  const spread = (name: string, row: string) =>
    lines(K, (i) => `const ${name}${i} = ${i % 2 === 0 ? 'first' : 'second'}(${row}${i >> 1});`);
  // Vector v of the product of a row (its elements spread over u0, u1, ..) with a K x K matrix.
  const product = (u: string, matrix: string, v: number) =>
    sumOf(upTo(K).map((i) => `mul(${u}${i}, ${matrixVector(matrix, i, v)})`));
  const matrixVector = (matrix: string, i: number, v: number) =>
    inRegisters && matrix === 'A' ? `A${i}_${v}` : `v128.load(${matrix}, ${i * rowBytes + 16 * v})`;
  const holdMatrix = inRegisters
    ? lines(K, (i) => lines(vectors, (v) => `const A${i}_${v} = v128.load(A, ${i * rowBytes + 16 * v});`))
    : '';

  const forwardStep = (watch: string) => `
    const sumA = ${rowSum('a')};
    ${watch}
    exponents = i64x2.add(exponents, biasedExponent(sumA));
    const scaleA = inversePower(sumA);
    ${spread('u', 'a')}
    ${lines(vectors, (v) => `a${v} = mul(mul(${product('u', 'A', v)}, v128.load(bA, ${16 * v})), scaleA);`)}
    ${stores('a', 'outA')}
    bA += ${rowBytes};
    outA += ${rowBytes};`;
  const backwardStep = `
    ${stores('e', 'outE')}
    const sumE = ${rowSum('e')};
    exponents = i64x2.add(exponents, biasedExponent(sumE));
    const scaleE = inversePower(sumE);
    ${lines(vectors, (v) => `e${v} = mul(e${v}, v128.load(bE, ${16 * v}));`)}
    ${spread('w', 'e')}
    ${lines(vectors, (v) => `const f${v} = ${product('w', 'AT', v)};`)}
    ${lines(vectors, (v) => `e${v} = mul(f${v}, scaleE);`)}
    bE -= ${rowBytes};
    outE -= ${rowBytes};`;

  return `
export function forward${K}(n: usize, K: usize, track: usize, A: usize, alpha: usize, bA: usize, outA: usize): void {
  ${holdMatrix}
  ${loads('a', 'alpha')}
  let exponents = v128.load(track);
  let smallest = v128.load(track, 16);
  for (let i: usize = 0; i < n; i++) {${forwardStep('smallest = smaller(smallest, sumA);')}
  }
  smallest = smaller(smallest, ${rowSum('a')});
  v128.store(track, exponents);
  v128.store(track, smallest, 16);
  ${stores('a', 'alpha')}
}
export function backward${K}(n: usize, K: usize, track: usize, AT: usize, beta: usize, bE: usize, outE: usize): void {
  ${loads('e', 'beta')}
  let exponents = v128.load(track);
  for (let i: usize = 0; i < n; i++) {${backwardStep}
  }
  v128.store(track, exponents);
  ${stores('e', 'beta')}
}
/** n steps of both at once: neither waits for the other, so the processor overlaps them. */
export function bothWays${K}(n: usize, K: usize, track: usize, A: usize, alpha: usize, bA: usize, outA: usize,
  AT: usize, beta: usize, bE: usize, outE: usize): void {
  ${holdMatrix}
  ${loads('a', 'alpha')}
  ${loads('e', 'beta')}
  let exponents = v128.load(track);
  for (let i: usize = 0; i < n; i++) {${forwardStep('')}${backwardStep}
  }
  v128.store(track, exponents);
  ${stores('a', 'alpha')}
  ${stores('e', 'beta')}
}
${posteriors(K, { vectors, rowBytes, loads, stores, rowSum, spread })}`;
}

interface Rows {
  readonly vectors: number;
  readonly rowBytes: number;
  readonly loads: (name: string, at: string) => string;
  readonly stores: (name: string, at: string) => string;
  readonly rowSum: (name: string) => string;
  readonly spread: (name: string, row: string) => string;
}

/**
 * For n rows from t on: gamma_t = alpha_t beta_t / z with z its sum, into tiles [k][lane]; and, before the factor A,
 * xi_t(i, j) = alpha_{t-1}(i) b_t(j) beta_t(j) / (z 2^e), summed up. Sums: K x K of xi, K of gamma, the smallest z.
 */
function posteriors(K: number, { vectors, rowBytes, loads, stores, rowSum, spread }: Rows): string {
  const pairs = (line: (i: number, v: number) => string) => lines(K, (i) => lines(vectors, (v) => line(i, v)));
  const gammaSums = K * rowBytes;
  const smallest = gammaSums + rowBytes;
  return `
export function posteriors${K}(n: usize, K: usize, alpha: usize, beta: usize, b: usize, gamma: usize, sums: usize): void {
  ${pairs((i, v) => `let x${i}_${v} = v128.load(sums, ${i * rowBytes + 16 * v});`)}
  ${lines(vectors, (v) => `let s${v} = v128.load(sums, ${gammaSums + 16 * v});`)}
  let smallest = v128.load(sums, ${smallest});
  const one = f64x2.splat(1);
  ${loads('p', `(alpha - ${rowBytes})`)}
  for (let i: usize = 0; i < n; i++) {
    ${lines(vectors, (v) => `const c${v} = v128.load(alpha, ${16 * v});`)}
    ${lines(vectors, (v) => `let e${v} = v128.load(beta, ${16 * v});`)}
    ${lines(vectors, (v) => `let g${v} = mul(c${v}, e${v});`)}
    const z = ${rowSum('g')};
    smallest = smaller(smallest, z);
    let scale = f64x2.div(one, z);
    ${lines(vectors, (v) => `g${v} = mul(g${v}, scale); s${v} = add(s${v}, g${v});`)}
    ${lines(K, (k) => `v128.store_lane<f64>(gamma, g${k >> 1}, ${k & 1}, ${64 * k});`)}
    scale = mul(scale, inversePower(${rowSum('p')}));
    ${lines(vectors, (v) => `p${v} = mul(p${v}, scale); e${v} = mul(e${v}, v128.load(b, ${16 * v}));`)}
    ${spread('u', 'p')}
    ${pairs((i, v) => `x${i}_${v} = add(x${i}_${v}, mul(u${i}, e${v}));`)}
    ${lines(vectors, (v) => `p${v} = c${v};`)}
    alpha += ${rowBytes};
    beta += ${rowBytes};
    b += ${rowBytes};
    gamma += 8;
    if ((gamma & 63) == 0) gamma += ${64 * (K - 1)};
  }
  ${pairs((i, v) => `v128.store(sums, x${i}_${v}, ${i * rowBytes + 16 * v});`)}
  ${stores('s', `(sums + ${gammaSums})`)}
  v128.store(sums, smallest, ${smallest});
}`;
}
