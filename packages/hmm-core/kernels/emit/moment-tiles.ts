import { lines, upTo } from './text.ts';

// Weighted products of features, summed over rows: sum_t g_t x_t[d + r] x_t[e + c] for a small block of (r, c). The block's
// sums stay in registers, each value is loaded once for the whole block, and a step takes the eight rows of a tile.

/** Blocks that `momentsFull` is put together from: rows, columns, and whether it also sums g_t x_t[d + r]. */
const BLOCKS: readonly [rows: number, columns: number, firstMoments: boolean][] = [
  [2, 4, true],
  [2, 4, false],
  [2, 2, true],
  [2, 2, false],
  [1, 5, true],
  [1, 4, false],
  [1, 3, true],
  [1, 2, false],
  [1, 1, true],
];

const blockName = (rows: number, columns: number, firstMoments: boolean): string =>
  `block${rows}x${columns}${firstMoments ? 'First' : ''}`;

export function momentTiles(): string {
  const blocks = BLOCKS.map(([rows, columns, firstMoments]) => momentBlock(rows, columns, firstMoments));
  return [`import { add, mul } from './vectors';`, ...blocks, diagonalBlock(1), diagonalBlock(2)].join('\n');
}

function momentBlock(rows: number, columns: number, firstMoments: boolean): string {
  const block = (line: (r: number, c: number) => string) => lines(rows, (r) => lines(columns, (c) => line(r, c)));
  const first = (line: (r: number) => string) => (firstMoments ? lines(rows, line) : '');
  const step = (v: number) => `
    w = v128.load(g, ${16 * v});
    ${lines(rows, (r) => `f${r} = mul(w, v128.load(xd, ${64 * r + 16 * v}));`)}
    ${first((r) => `t${r} = add(t${r}, f${r});`)}
    ${upTo(columns)
      .map(
        (c) =>
          `x = v128.load(xe, ${64 * c + 16 * v});\n${lines(rows, (r) => `a${r}_${c} = add(a${r}_${c}, mul(f${r}, x));`)}`,
      )
      .join('\n')}`;
  return `
export function ${blockName(rows, columns, firstMoments)}(xd: usize, xe: usize, g: usize, n: usize, xStride: usize, gStride: usize,
  ${upTo(rows)
    .map((r) => `out${r}: usize`)
    .join(', ')}, outFirst: usize): void {
  ${block((r, c) => `let a${r}_${c} = v128.load(out${r}, ${16 * c});`)}
  ${first((r) => `let t${r} = v128.load(outFirst, ${16 * r});`)}
  let w: v128, x: v128, ${upTo(rows)
    .map((r) => `f${r}: v128`)
    .join(', ')};
  for (let i: usize = 0; i < n; i++) {${lines(4, step)}
    xd += xStride;
    xe += xStride;
    g += gStride;
  }
  ${block((r, c) => `v128.store(out${r}, a${r}_${c}, ${16 * c});`)}
  ${first((r) => `v128.store(outFirst, t${r}, ${16 * r});`)}
}`;
}

/** The same for a diagonal: sum_t g_t(k) x_t[d] and sum_t g_t(k) x_t[d]^2 for `size` states by `size` features. */
function diagonalBlock(size: 1 | 2): string {
  const block = (line: (k: number, d: number) => string) => lines(size, (k) => lines(size, (d) => line(k, d)));
  const step = (v: number) => `
    ${lines(size, (d) => `x${d} = v128.load(x, ${64 * d + 16 * v});`)}
    ${lines(size, (k) => `g${k} = v128.load(g, ${64 * k + 16 * v});`)}
    ${block((k, d) => `m = mul(g${k}, x${d}); s${k}${d} = add(s${k}${d}, m); q${k}${d} = add(q${k}${d}, mul(m, x${d}));`)}`;
  return `
export function diagonal${size}x${size}(x: usize, g: usize, n: usize, xStride: usize, gStride: usize, out0: usize, out1: usize): void {
  ${block((k, d) => `let s${k}${d} = v128.load(out${k}, ${32 * d}), q${k}${d} = v128.load(out${k}, ${32 * d + 16});`)}
  let m: v128, ${upTo(size)
    .map((i) => `x${i}: v128, g${i}: v128`)
    .join(', ')};
  for (let i: usize = 0; i < n; i++) {${lines(4, step)}
    x += xStride;
    g += gStride;
  }
  ${block((k, d) => `v128.store(out${k}, s${k}${d}, ${32 * d}); v128.store(out${k}, q${k}${d}, ${32 * d + 16});`)}
}`;
}
