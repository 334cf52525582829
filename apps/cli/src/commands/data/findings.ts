import type { MarketWarehouse } from '@regimekit/market-data';
import { styleText } from 'node:util';
import { dim } from '../../frame/terminal.ts';

/** What a data check noticed, as lines of a page. */
type Findings = Readonly<Awaited<ReturnType<MarketWarehouse['check']>>>;

export function findingLines(findings: Findings): string[] {
  return findings.flatMap(({ check, severity, series, message, hint }) => [
    `  ${styleText(severity === 'error' ? 'red' : 'yellow', severity)} ${series}: ${message} ${dim(`[${check}]`)}`,
    `    ${dim(hint)}`,
  ]);
}
