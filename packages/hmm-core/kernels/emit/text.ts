/** 0..n-1. */
export const upTo = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

/** One line of code for each i below n. */
export const lines = (n: number, line: (i: number) => string): string => upTo(n).map(line).join('\n');

/** A sum as a balanced tree: its depth, not its length, is what the processor waits for. */
export function sumOf(terms: readonly string[]): string {
  return treeOf(terms, (a, b) => `add(${a}, ${b})`);
}

export function treeOf(terms: readonly string[], join: (a: string, b: string) => string): string {
  if (terms.length === 1) return terms[0]!;
  const next = upTo(Math.ceil(terms.length / 2)).map((i) => {
    const pair = terms.slice(2 * i, 2 * i + 2);
    return pair.length === 2 ? join(pair[0]!, pair[1]!) : pair[0]!;
  });
  return treeOf(next, join);
}
