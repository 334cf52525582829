// What the options of `backtest` say, read once and checked.
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { RegimekitError } from '@regimekit/errors';
import { checkRange, parseDate, parseNumber, parseWhole } from '../../frame/options.ts';
import type { RecipeOptions } from '../../workflows/recipes/recipe-of-options.ts';
import type { StrategyName } from './strategies.ts';

export interface BacktestOptions extends Omit<RecipeOptions, 'strategy'> {
  readonly from?: string;
  readonly to?: string;
  /** A file. */
  readonly recipe?: string;
  readonly vintages?: boolean;
  readonly strategy?: StrategyName;
  readonly map?: string;
  readonly delay: string;
  readonly cost: string;
  readonly halfSpread: string;
  readonly bonds?: string;
  readonly riskFree?: string;
  readonly recessions?: string;
  readonly trials: string;
  readonly replications: string;
  readonly seeds: string;
  readonly proveCausal?: boolean;
  readonly workers?: string;
  readonly html?: string;
  readonly csv?: string;
  readonly truth?: string;
  readonly placebo?: string;
}

export type BacktestSettings = ReturnType<typeof readOptions>;

/** @throws RegimekitError of kind `input` for a value that cannot be used, and for options that exclude each other */
export function readOptions(options: BacktestOptions) {
  const from = parseDate('--from', options.from);
  const to = parseDate('--to', options.to);
  checkRange(from, to);
  checkTogether(options);
  const { workers, html, csv, map } = options;
  const seeds = parseWhole('--seeds', options.seeds, { min: 0, max: 100 });
  if (seeds === 1) throw wrong('--seeds 1 has nothing to agree with.', 'Give two or more, or 0 for none.');
  return {
    from,
    to,
    execution: {
      delay: parseWhole('--delay', options.delay, { min: 0, max: 250 }),
      costBps: parseNumber('--cost', options.cost, { min: 0 }),
      halfSpreadBps: parseNumber('--half-spread', options.halfSpread, { min: 0 }),
    },
    trials: parseWhole('--trials', options.trials, { min: 1 }),
    replications: parseWhole('--replications', options.replications, { min: 100, max: 100_000 }),
    seeds,
    placebo: options.placebo === undefined ? 0 : parseWhole('--placebo', options.placebo, { min: 1, max: 10_000 }),
    workers: workers === undefined ? availableParallelism() : parseWhole('--workers', workers, { min: 1, max: 256 }),
    map: map === undefined ? undefined : resolve(map),
    html: html === undefined ? undefined : resolve(html),
    csv: csv === undefined ? undefined : resolve(csv),
  };
}

function checkTogether({ strategy = 'zero-one', map, placebo }: BacktestOptions): void {
  if (strategy === 'regime-map' && map === undefined) {
    throw wrong('--strategy regime-map needs --map FILE, with the weights of each regime.', 'docs/cli.md shows one.');
  }
  if (strategy !== 'regime-map' && map !== undefined) {
    throw wrong(
      `--map is for --strategy regime-map, and this is --strategy ${strategy}.`,
      'Say --strategy regime-map.',
    );
  }
  if (map !== undefined && placebo !== undefined) {
    throw wrong(
      '--placebo makes markets of the series that the features read, and --map holds others.',
      'Leave one of both out: the placebo of --strategy probability says the same of the regimes.',
    );
  }
}

function wrong(message: string, hint: string): RegimekitError {
  return new RegimekitError(message, { code: 'INVALID_OPTION', kind: 'input', hint });
}
