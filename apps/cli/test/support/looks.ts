// Plans, logged days and looks, by the command line.
import { join } from 'node:path';
import type { ComparisonRecord } from '@regimekit/evaluation';
import {
  at,
  homeWithMarket,
  logShadowDays,
  PLANNED,
  registerPair,
  type Logging,
  type VersionOf,
} from './comparison-home.ts';
import { runJson } from './run-cli.ts';

export interface LookDocument {
  readonly verdict: string;
  readonly reasons: readonly string[];
  readonly explanation: string;
  readonly plan: { readonly digest: string; readonly plansForCandidate: number };
  readonly coverage: { readonly [name: string]: unknown };
  readonly notes: readonly string[];
  readonly record: ComparisonRecord;
  readonly attached: { readonly digest: string; readonly staleApprovals: readonly string[] } | null;
}

export const LATER = '2013-06-01T12:00:00Z';
export const planning = [
  'compare',
  'plan',
  '--candidate',
  '1.1.0',
  '--clip',
  '4',
  '--block-days',
  '1',
  '--max-relabelled',
  '1',
];

/** A home with a pair, a plan and logged days. */
export async function compared(
  logging: Logging,
  { plan = [], pair = {} }: { plan?: readonly string[]; pair?: { baseline?: VersionOf; candidate?: VersionOf } } = {},
): Promise<string> {
  const home = await homeWithMarket();
  await registerPair(join(home, 'models'), pair);
  await at(PLANNED, () => runJson(...planning, ...plan, '--home', home));
  await logShadowDays(join(home, 'operations.sqlite'), { ...pair, ...logging });
  return home;
}

export const lookAt = async (home: string, ...more: string[]) =>
  at(LATER, () => runJson<LookDocument>('compare', ...more, '--home', home));
