// Weights for each regime over several assets, as a user writes them down.
import { RegimekitError } from '@regimekit/errors';
import { z } from 'zod';
import { readJsonFile } from '../../workflows/read-json-file.ts';

export interface RegimeMap {
  /** Series of the warehouse by asset; the first asset is the one that the regimes are about and the panel holds. */
  readonly assets: ReadonlyMap<string, string>;
  /** By regime, then by asset; what is left of one is cash. */
  readonly weights: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly mode: 'switch' | 'blend';
}

const MAX_BYTES = 100_000;
/** The name that needs no series. */
const CASH = 'cash';
/** Thirds do not add up to one. */
const ROUNDING = 1e-6;

const mapSchema = z.strictObject({
  assets: z
    .record(
      z.string().regex(/^[a-z][\w-]*$/iu, 'a name begins with a letter and has letters, digits, - and _'),
      z.string().min(1),
    )
    .refine((assets) => Object.keys(assets).length > 0, 'at least one asset is needed'),
  mode: z.enum(['switch', 'blend']).default('switch'),
  weights: z.record(z.string(), z.record(z.string(), z.number().min(0).max(1))),
});

/**
 * Reads a regime map and holds it against the regimes that there will be.
 *
 * @throws RegimekitError of kind `input` naming every problem
 */
export async function readRegimeMap(file: string, regimes: readonly string[]): Promise<RegimeMap> {
  const parsed = mapSchema.safeParse(await readJsonFile(file, MAX_BYTES));
  if (!parsed.success) {
    throw notUnderstood(
      file,
      parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'the file'}: ${message}`),
    );
  }
  const { assets, mode, weights } = parsed.data;
  const problems = [...assetProblems(assets, weights), ...weightProblems(weights, regimes)];
  if (problems.length > 0) throw notUnderstood(file, problems);
  const withoutCash = (row: Readonly<Record<string, number>>) =>
    Object.fromEntries(Object.keys(assets).map((asset) => [asset, row[asset] ?? 0]));
  return {
    assets: new Map(Object.entries(assets)),
    mode,
    weights: Object.fromEntries(regimes.map((regime) => [regime, withoutCash(weights[regime]!)])),
  };
}

function assetProblems(assets: Readonly<Record<string, string>>, weights: RegimeMap['weights']): string[] {
  const used = new Set(Object.values(weights).flatMap((row) => Object.keys(row)));
  const unknown = [...used].filter((asset) => asset !== CASH && !(asset in assets));
  const idle = Object.keys(assets).filter((asset) => !used.has(asset));
  return [
    ...(CASH in assets ? [`assets.${CASH}: cash earns the risk-free rate and needs no series`] : []),
    ...unknown.map((asset) => `weights name ${asset}, and assets do not say which series that is`),
    ...idle.map((asset) => `assets.${asset}: no regime gives it a weight`),
  ];
}

function weightProblems(weights: RegimeMap['weights'], regimes: readonly string[]): string[] {
  const missing = regimes.filter((regime) => !(regime in weights));
  const foreign = Object.keys(weights).filter((regime) => !regimes.includes(regime));
  const sums = Object.entries(weights).flatMap(([regime, row]) => {
    const sum = Object.values(row).reduce((total, weight) => total + weight, 0);
    if (sum > 1 + ROUNDING) return [`weights.${regime} add up to ${round(sum)}, more than one`];
    if (CASH in row && sum < 1 - ROUNDING)
      return [`weights.${regime} name cash and add up to ${round(sum)}, not to one`];
    return [];
  });
  return [
    ...missing.map((regime) => `weights.${regime} is missing`),
    ...foreign.map((regime) => `weights.${regime}: there is no such regime, there are ${regimes.join(', ')}`),
    ...sums,
  ];
}

function round(value: number): number {
  return Number(value.toFixed(6));
}

function notUnderstood(file: string, problems: readonly string[]): RegimekitError {
  return new RegimekitError(`--map: ${file} is not understood: ${problems.join('; ')}.`, {
    code: 'INVALID_REGIME_MAP',
    kind: 'input',
    hint: 'For example { "assets": { "stocks": "spx", "gold": "gold_etf" }, "weights": { "risk_on": { "stocks": 1 }, "neutral": { "stocks": 0.6 }, "risk_off": { "gold": 0.3, "cash": 0.7 } } }.',
    details: { file, problems },
  });
}
