// Filled part by part: metrics, resampling, tests, quality, walk-forward, strategies, comparison, backtest.
export * from './types.ts';
