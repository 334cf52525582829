import { styleText } from 'node:util';
import type { Answer } from '../../frame/answer.ts';
import type { Context } from '../../frame/context.ts';
import { dim } from '../../frame/terminal.ts';
import { counted } from '../../frame/words.ts';
import { homeChecks } from './home-checks.ts';
import { examine, type CheckResult, type CheckStatus } from './installation-check.ts';
import { marketChecks } from './market-checks.ts';
import { modelChecks } from './model-checks.ts';
import { predictionChecks } from './prediction-checks.ts';
import { softwareChecks } from './software-checks.ts';

// In the order of the page: what stands below needs what stands above.
const groups = [softwareChecks, homeChecks, marketChecks, modelChecks, predictionChecks];

/** `regimekit doctor`: every check, also after one has failed. */
export async function doctor(context: Context): Promise<Answer> {
  const checks: CheckResult[] = [];
  for (const check of groups.flatMap((group) => group(context))) {
    context.signal.throwIfAborted();
    context.progress.show(`checking ${check.name}`);
    checks.push(await examine(check));
  }
  const ok = checks.every(({ status }) => status !== 'failed');
  return { document: { ok, checks }, text: () => page(checks), exitCode: ok ? 0 : 1 };
}

const marks: Readonly<Record<CheckStatus, string>> = { ok: '✓', warning: '!', failed: '✗' };
const colours = { ok: 'green', warning: 'yellow', failed: 'red' } as const;

function page(checks: readonly CheckResult[]): string {
  const width = Math.max(...checks.map(({ name }) => name.length));
  const indent = ' '.repeat(width + 4);
  const lines = checks.flatMap(({ name, status, found, hint }) => [
    `${styleText(colours[status], marks[status])} ${name.padEnd(width)}  ${found}`,
    ...(hint === undefined ? [] : [`${indent}${dim(hint)}`]),
  ]);
  return [...lines, '', verdict(checks)].join('\n');
}

function verdict(checks: readonly CheckResult[]): string {
  const failed = checks.filter(({ status }) => status === 'failed').length;
  const warnings = checks.filter(({ status }) => status === 'warning').length;
  const hints = warnings === 0 ? '' : ` ${counted(warnings, 'thing')} (!) ${warnings === 1 ? 'wants' : 'want'} a look.`;
  if (failed > 0) return styleText('red', `${failed} of ${counted(checks.length, 'check')} failed.`) + hints;
  return styleText('green', 'Nothing is broken.') + hints;
}
