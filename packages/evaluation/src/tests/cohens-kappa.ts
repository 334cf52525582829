import { checkWhole } from '../check-options.ts';
import { checkSameLength } from '../check-series.ts';
import { InvalidSeriesError } from '../errors.ts';

export interface KappaResult {
  /** 1: always the same, 0: as often as chance; `undefined` when both always say the same single label. */
  readonly kappa: number | undefined;
  /** Of kappa, for independent days (Fleiss, Cohen and Everitt 1969); `undefined` as kappa. */
  readonly standardError: number | undefined;
  /** Share of days with the same label. */
  readonly agreement: number;
  /** Share to expect from the marginals alone. */
  readonly byChance: number;
  readonly n: number;
}

/**
 * Cohen's kappa of two labellings of the same days: (p_o - p_e) / (1 - p_e), p_o the share of equal labels and p_e what the
 * two would share if each drew its labels by itself, with its own frequencies (Cohen 1960).
 *
 * The standard error takes the days for independent; labels that last for months make it far too small.
 *
 * @param a - labels 0 .. nLabels - 1
 * @param b - of the same days
 * @throws InvalidSeriesError, LengthMismatchError, InvalidOptionError
 *
 * @example
 * ```ts
 * import { cohensKappa } from '@regimekit/evaluation';
 *
 * cohensKappa([0, 0, 1, 1], [0, 1, 1, 1], 2).kappa; // 0.5
 * ```
 */
export function cohensKappa(a: ArrayLike<number>, b: ArrayLike<number>, nLabels: number): KappaResult {
  checkWhole('nLabels', nLabels, 1);
  checkSameLength('b', b.length, 'a', a.length);
  if (a.length === 0) throw new InvalidSeriesError('a', 'labels of at least one day', '0 labels');
  const n = a.length;
  const K = nLabels;
  const table = new Float64Array(K * K);
  const rows = new Float64Array(K);
  const columns = new Float64Array(K);
  for (let t = 0; t < n; t++) {
    const [i, j] = [labelAt('a', a, t, K), labelAt('b', b, t, K)];
    table[i * K + j]! += 1 / n;
    rows[i]! += 1 / n;
    columns[j]! += 1 / n;
  }
  // Counted, not summed up: full agreement is exactly 1.
  let equal = 0;
  for (let t = 0; t < n; t++) if (a[t] === b[t]) equal++;
  const agreement = equal / n;
  let byChance = 0;
  for (let k = 0; k < K; k++) byChance += rows[k]! * columns[k]!;
  const only = rows.some((share, k) => share > 1 - 0.5 / n && columns[k]! > 1 - 0.5 / n);
  if (only) return { kappa: undefined, standardError: undefined, agreement, byChance: 1, n };
  const kappa = (agreement - byChance) / (1 - byChance);
  return { kappa, standardError: errorOf(table, rows, columns, kappa, agreement, byChance, n), agreement, byChance, n };
}

/** Fleiss, Cohen and Everitt (1969), equation 13. */
function errorOf(
  table: Float64Array,
  rows: Float64Array,
  columns: Float64Array,
  kappa: number,
  agreement: number,
  byChance: number,
  n: number,
): number {
  const K = rows.length;
  let on = 0;
  let off = 0;
  for (let i = 0; i < K; i++) {
    on += table[i * K + i]! * (1 - (rows[i]! + columns[i]!) * (1 - kappa)) ** 2;
    for (let j = 0; j < K; j++) if (i !== j) off += table[i * K + j]! * (columns[i]! + rows[j]!) ** 2;
  }
  const bracket = on + (1 - kappa) ** 2 * off - (kappa - byChance * (1 - kappa)) ** 2;
  // With full agreement the bracket is zero but for rounding.
  return agreement === 1 ? 0 : Math.sqrt(Math.max(bracket, 0) / n) / (1 - byChance);
}

function labelAt(name: string, labels: ArrayLike<number>, t: number, K: number): number {
  const label = labels[t]!;
  if (Number.isInteger(label) && label >= 0 && label < K) return label;
  throw new InvalidSeriesError(name, `labels from 0 to ${K - 1}`, `${String(label)} at index ${t}`);
}
