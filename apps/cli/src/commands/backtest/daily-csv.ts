import type { BacktestDocument } from '@regimekit/evaluation';

/** One line a day: regime, probabilities, exposure, weights of several assets, the return of cash and of every strategy. */
export function dailyCsv({ daily }: BacktestDocument): string {
  const { dates, regimes, probabilities, returns, exposure, weights, riskFree } = daily;
  // One asset is the exposure itself.
  const held = Object.entries(weights).length > 1 ? Object.entries(weights) : [];
  const header = [
    'date',
    'regime',
    ...Object.keys(probabilities).map((name) => `p_${name}`),
    'exposure',
    ...held.map(([asset]) => `weight_${asset}`),
    'risk_free',
    ...Object.keys(returns).map((name) => `return_${name.replaceAll(/[^a-z0-9]+/giu, '_')}`),
  ];
  const lines = dates.map((date, t) => [
    date,
    regimes[t]!,
    ...Object.values(probabilities).map((column) => column[t] ?? ''),
    exposure[t]!,
    ...held.map(([, column]) => column[t]!),
    riskFree[t]!,
    ...Object.values(returns).map((column) => column[t]!),
  ]);
  return `${[header, ...lines].map((cells) => cells.join(',')).join('\n')}\n`;
}
