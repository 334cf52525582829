// What the numbers say of those beside the strategy: one by one, and counting how many there are.
import type { PanelTests, SuperiorityTest } from './against-panel.ts';
import type { BacktestDocument, JudgedStrategy } from './backtest-document.ts';
import type { Estimate } from './regime-information.ts';

/** Below this a test speaks of more than luck. */
const ALPHA = 0.05;

/** Whom it beat and to whom it lost, and what is left of that when it is counted how many were tried. */
export function explainRivals({ strategies, rivals }: Pick<BacktestDocument, 'strategies' | 'rivals'>): string[] {
  return [oneByOne(strategies), ...(rivals === null ? [] : together(rivals))];
}

function oneByOne(strategies: readonly JudgedStrategy[]): string {
  const rest = strategies.slice(1).filter(({ sharpeDifference }) => sharpeDifference?.value !== null);
  const lost = rest.filter(({ sharpeDifference }) => sharpeDifference!.value! < 0);
  if (lost.length === 0) {
    const sure = rest.filter(({ sharpeDifference }) => excludesZero(sharpeDifference!));
    const beyond = sure.length === 0 ? 'no lead is beyond luck' : `beyond luck only over ${list(sure)}`;
    return `By Sharpe ratio it beat everything beside it, ${beyond}.`;
  }
  const clearly = lost.filter(({ sharpeDifference }) => excludesZero(sharpeDifference!));
  const luck = clearly.length === 0 ? 'none of the losses is beyond luck' : `beyond luck to ${list(clearly)}`;
  return `By Sharpe ratio it LOST to ${list(lost)}; ${luck}.`;
}

function together({ panelOverStrategy, panelOverMarket, strategyOverMarket, confidenceSet }: PanelTests): string[] {
  const said = [
    ...sentence(panelOverStrategy, (best) => `${best} of the panel BEATS it`, 'no member of the panel beats it'),
    ...sentence(panelOverMarket, (best) => `${best} beats buy and hold`, 'none beats buy and hold'),
    ...sentence(strategyOverMarket, () => 'it beats buy and hold itself', 'it does not beat buy and hold itself'),
  ];
  if (said.length === 0) return [];
  return [
    `At equal volatility and counting how many there are, beyond luck ${said.join('; ')}.${setWords(confidenceSet)}`,
  ];
}

function sentence(test: SuperiorityTest | null, beaten: (best: string) => string, held: string): string[] {
  if (test === null || test.pValue === null) return [];
  const { pValue, best } = test;
  const p = pValue < 0.001 ? 'p < 0.001' : `p = ${pValue.toFixed(pValue < 0.1 ? 3 : 2)}`;
  return [`${pValue < ALPHA ? beaten(best!) : held} (${p})`];
}

function setWords(set: PanelTests['confidenceSet']): string {
  if (set === null) return '';
  const { included, of, alpha } = set;
  const by = ` By the ${100 * (1 - alpha)} % confidence set`;
  if (included.length === of) return `${by} any of the ${of} may be the best.`;
  return `${by} the best of the ${of} is ${included.length === 1 ? '' : 'one of '}${included.join(', ')}.`;
}

/** Whether a number is beyond luck: its interval leaves out 0. */
export function excludesZero({ lower, upper }: Estimate): boolean {
  return (lower ?? 0) > 0 || (upper ?? 0) < 0;
}

function list(strategies: readonly JudgedStrategy[]): string {
  const names = strategies.map(({ name }) => name);
  return names.length === 1 ? names[0]! : `${names.slice(0, -1).join(', ')} and ${names.at(-1)!}`;
}
